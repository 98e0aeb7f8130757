/** Somebody a demo server lets us be. It may tell more about them than we show. */
export type Person = { person: string; name: string; title?: string; role?: string; unit?: string };

/** Who we are, and the token that says so. Lives as long as the browser tab. */
export type Session = { person: string; token: string };

const key = 'lyhord:graphiql:session';

/** Lists the demo people. Empty where the server has none (404): then we show no sign-in. */
export async function people(): Promise<Person[]> {
  try {
    const res = await fetch('/demo/people', { headers: { accept: 'application/json' } });
    const list: unknown = res.ok ? await res.json() : [];
    return Array.isArray(list) ? list.filter((p) => typeof p?.person === 'string') : [];
  } catch {
    return [];
  }
}

/** Signs in as the person and remembers it in this browser tab. */
export async function signIn(person: string): Promise<Session> {
  const res = await fetch('/demo/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  if (!res.ok) throw new Error(`/demo/token answered ${res.status}`);
  const { token } = (await res.json()) as { token: string };
  const session = { person, token };
  sessionStorage.setItem(key, JSON.stringify(session));
  return session;
}

export function signOut(): void {
  sessionStorage.removeItem(key);
}

/**
 * Takes up the session of this tab after a reload, with a fresh token: the old one may have
 * expired, or the server may have been restarted with other keys.
 */
export async function resume(people: Person[]): Promise<Session | null> {
  try {
    const { person } = JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<Session>;
    if (people.some((p) => p.person === person)) return await signIn(person!);
  } catch {
    // Nothing to take up; the strip asks again.
  }
  signOut();
  return null;
}
