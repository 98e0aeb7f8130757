import { createGraphiQLFetcher, type Fetcher, type FetcherOpts } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

const http = new URL('/graphql', location.href);
const socket = new URL('/graphql', location.href.replace(/^http/, 'ws'));

/**
 * Sends queries and mutations over HTTP and subscriptions over a socket, both as the bearer of
 * the token. An Authorization of one's own in the Headers pane goes first.
 */
export function fetcher(token?: string): Fetcher {
  return (params, opts) => {
    const headers = withToken(opts?.headers, token);
    const wsClient = createClient({
      url: socket.href,
      connectionParams: headers.authorization ? { authorization: headers.authorization } : undefined,
      // Show a closed socket rather than subscribe again behind the reader's back, from the old position.
      retryAttempts: 0,
    });
    const send = createGraphiQLFetcher({ url: http.href, wsClient, enableIncrementalDelivery: false });
    return send(params, { ...opts, headers });
  };
}

/** Lowercases the names, since the pane takes any case, and adds the token if there is no authorization. */
function withToken(own: FetcherOpts['headers'], token?: string): Record<string, string> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  for (const [name, value] of Object.entries(own ?? {})) headers[name.toLowerCase()] = String(value);
  return headers;
}
