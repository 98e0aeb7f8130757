// Audits a served /graphql against the GraphQL over HTTP specification with graphql-http's own
// suite. Stricter than the suite: a SHOULD (warn) or MAY (notice) that fails, fails the run.
//
//   LYHORD_URL=http://127.0.0.1:8080 [LYHORD_TOKEN=…] node audits.mjs
import { serverAudits } from 'graphql-http';

const { LYHORD_URL, LYHORD_TOKEN } = process.env;
if (!LYHORD_URL) throw new Error('LYHORD_URL is not set');

function fetchFn(url, init = {}) {
  const headers = new Headers(init.headers);
  if (LYHORD_TOKEN) headers.set('authorization', `Bearer ${LYHORD_TOKEN}`);
  return fetch(url, { ...init, headers });
}

const counts = { ok: 0, warn: 0, error: 0, notice: 0 };
for (const audit of serverAudits({ url: `${LYHORD_URL}/graphql`, fetchFn })) {
  // It throws where it got no answer to judge.
  const { id, name, status, reason } = await audit.fn().catch((err) => ({ ...audit, status: 'error', reason: err }));
  counts[status]++;
  console.log(`${status.padEnd(6)} ${id} ${name}${reason ? `: ${reason}` : ''}`);
}

console.log(Object.entries(counts).map(([status, n]) => `${n} ${status}`).join(', '));
process.exitCode = counts.warn + counts.error + counts.notice > 0 ? 1 : 0;
