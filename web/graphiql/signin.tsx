import { useState } from 'react';

import { type Person, type Session, signIn, signOut } from './demo';

type Props = { people: Person[]; session: Session | null; onChange: (session: Session | null) => void };

/** The strip above GraphiQL: who to be. Only a demo server has it. */
export function SignIn({ people, session, onChange }: Props) {
  const [failure, setFailure] = useState('');

  async function choose(person: string) {
    setFailure('');
    try {
      if (!person) signOut();
      onChange(person ? await signIn(person) : null);
    } catch (err) {
      setFailure(String(err));
    }
  }

  return (
    <header className="signin">
      <label>
        Signed in as{' '}
        <select value={session?.person ?? ''} onChange={(e) => choose(e.target.value)}>
          <option value="">nobody</option>
          {people.map((p) => (
            <option key={p.person} value={p.person}>
              {describe(p)}
            </option>
          ))}
        </select>
      </label>
      {session && (
        <button type="button" onClick={() => choose(session.person)}>
          New token
        </button>
      )}
      <output>{failure}</output>
    </header>
  );
}

function describe({ person, name, title, role, unit }: Person): string {
  return [name || person, title || role, unit].filter(Boolean).join(' · ');
}
