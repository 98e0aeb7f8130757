// The order matters: GraphiQL's own style overrides Monaco's and the plugins'.
import 'graphiql/setup-workers/vite';
import '@graphiql/react/font/fira-code.css';
import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './style.css';

import { GraphiQL } from 'graphiql';
import { StrictMode, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';

import { type Person, type Session, people, resume } from './demo';
import { fetcher } from './fetcher';
import { SignIn } from './signin';

const firstQuery = `# Who am I? Run it with Ctrl-Enter.
#
# Sign in as somebody in the list above, or
# give a token of your own under Headers:
#   {"Authorization": "Bearer …"}
query Me {
  me {
    name
  }
}
`;

function Page({ people, resumed }: { people: Person[]; resumed: Session | null }) {
  const [session, setSession] = useState(resumed);
  const token = session?.token;
  // A new fetcher makes GraphiQL read the schema again, as the person who is now signed in.
  const fetch = useMemo(() => fetcher(token), [token]);
  return (
    <>
      {people.length > 0 && <SignIn people={people} session={session} onChange={setSession} />}
      <main>
        {/* Variables hold what is said of people, and headers tokens (GraphiQL's history keeps both):
            they must not outlive the browser tab. */}
        <GraphiQL
          fetcher={fetch}
          defaultQuery={firstQuery}
          storage={sessionStorage}
          shouldPersistHeaders={false}
          showPersistHeadersSettings={false}
        >
          <GraphiQL.Logo>Lyhörd</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  );
}

const list = await people();
const resumed = await resume(list);
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Page people={list} resumed={resumed} />
  </StrictMode>,
);
