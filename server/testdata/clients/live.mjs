// Drives a served program as an app does, with the reference client graphql-ws: the staff member
// works over one socket, the kontaktman listens on another and loses it on the way.
//
//   LYHORD_URL=http://127.0.0.1:8080 LYHORD_STAFF=… LYHORD_KONTAKTMAN=… node --test live.mjs
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { after, before, test } from 'node:test';

import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { LYHORD_URL: url, LYHORD_STAFF, LYHORD_KONTAKTMAN } = process.env;
const deadline = { timeout: 20_000 };

// What we ask. The schema's names stand here and nowhere below.

const ME = 'query { me { id name } }';

const TODAY = `query {
  today {
    id state version
    brukare { id kontaktmen { staff { id } deputy } }
    activities { id title checkOff { outcome } }
  }
}`;

const START = `mutation ($input: StartVisitInput!) {
  startVisit(input: $input) { visit { id version } }
}`;

const CHECK_OFF = `mutation ($input: CheckOffInput!) {
  checkOff(input: $input) { checkOff { id } deviation { id } visit { id version } }
}`;

const DEVIATIONS = `subscription ($after: Int) {
  deviations(after: $after) { id seq priority state outcome reasonCode }
}`;

const answersTo = (visit, kontaktman) => visit.brukare.kontaktmen.some((k) => k.staff.id === kontaktman && !k.deputy);

/** A check-off that the kontaktman must hear of. */
const notDone = (visit, activity) => ({
  commandId: randomUUID(),
  visitId: visit.id,
  activityId: activity.id,
  outcome: 'DECLINED',
  reasonCode: 'UNWILLING',
  reason: 'Ville inte i dag.',
  measure: 'Erbjöd en ny tid.',
  followUp: 'Fråga igen i morgon.',
});

// How we ask.

async function token(person) {
  const res = await fetch(`${url}/demo/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ person }),
  });
  assert.equal(res.status, 200, `POST /demo/token for ${person}`);
  return (await res.json()).token;
}

function socket(token, options) {
  return createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    ...options,
  });
}

async function overSocket(client, query, variables) {
  for await (const result of client.iterate({ query, variables })) return dataOf(result);
  assert.fail('the operation completed without an answer');
}

async function overHTTP(token, query, variables) {
  const res = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  });
  return dataOf(await res.json());
}

function dataOf({ data, errors }) {
  assert.equal(errors, undefined, JSON.stringify(errors));
  return data;
}

/**
 * Subscribes to the deviations after a position and keeps all that come. When the client connects
 * again it sends the same subscription anew, with the position as it then is: the last one seen.
 */
function listen(client, position) {
  const seen = [];
  const heard = new EventEmitter();
  const variables = { after: position };
  const stop = client.subscribe(
    { query: DEVIATIONS, variables },
    {
      next(result) {
        const { deviations: deviation } = dataOf(result);
        seen.push(deviation);
        variables.after = deviation.seq;
        heard.emit('deviation');
      },
      error: (err) => heard.emit('error', err),
      complete: () => {},
    },
  );
  async function until(id) {
    while (!seen.some((deviation) => deviation.id === id)) await once(heard, 'deviation');
  }
  return { seen, until, stop };
}

// What must hold.

let staff; // { token, client }
let kontaktman; // { client, connection, connections, comeBack }
let visit;
let left; // activities nobody has checked off

before(async () => {
  assert.ok(url && LYHORD_STAFF && LYHORD_KONTAKTMAN, 'LYHORD_URL, LYHORD_STAFF and LYHORD_KONTAKTMAN must be set');

  staff = { token: await token(LYHORD_STAFF) };
  staff.client = socket(staff.token, { lazy: false, retryAttempts: 0 }); // one socket for all they say

  kontaktman = { connections: 0 };
  const back = new Promise((resolve) => (kontaktman.comeBack = resolve));
  kontaktman.client = socket(await token(LYHORD_KONTAKTMAN), {
    retryAttempts: 3,
    retryWait: () => back, // away until we say so
    on: {
      connected: (connection) => {
        kontaktman.connection = connection;
        kontaktman.connections++;
      },
    },
  });
});

after(() => Promise.all([staff?.client.dispose(), kontaktman?.client.dispose()]));

test('a query over the socket says who we are', deadline, async () => {
  const { me } = await overSocket(staff.client, ME);
  assert.equal(me.id, LYHORD_STAFF);
  assert.ok(me.name);
});

test('a mutation over the socket starts a visit of today', deadline, async () => {
  const open = (v) => v.activities.filter((activity) => !activity.checkOff);
  visit = (await overSocket(staff.client, TODAY)).today.find(
    (v) => v.state === 'PLANNED' && open(v).length >= 3 && answersTo(v, LYHORD_KONTAKTMAN),
  );
  assert.ok(visit, 'no planned visit today with three activities to check off');
  left = open(visit);

  const { startVisit } = await overSocket(staff.client, START, {
    input: { commandId: randomUUID(), visitId: visit.id },
  });
  assert.equal(startVisit.visit.id, visit.id);
  assert.ok(startVisit.visit.version > visit.version);
});

test('a kontaktman who loses the socket misses nothing and hears nothing twice', deadline, async () => {
  assert.ok(left, 'no visit to report from');
  const inbox = listen(kontaktman.client, 0);
  const report = async (ask) => {
    const { checkOff } = await ask(CHECK_OFF, { input: notDone(visit, left.shift()) });
    assert.ok(checkOff.deviation, 'the check-off made no deviation');
    return checkOff.deviation.id;
  };

  const first = await report((...args) => overSocket(staff.client, ...args));
  await inbox.until(first);

  kontaktman.connection.terminate(); // no close frame: as a phone that enters a lift
  const missed = await report((...args) => overHTTP(staff.token, ...args));
  assert.equal(inbox.seen.at(-1).id, first, 'heard something while away');

  kontaktman.comeBack();
  await inbox.until(missed);
  assert.equal(kontaktman.connections, 2);

  // One more, live, so that anything sent twice would have come before it.
  const live = await report((...args) => overHTTP(staff.token, ...args));
  await inbox.until(live);
  inbox.stop();

  const tail = inbox.seen.slice(inbox.seen.findIndex((deviation) => deviation.id === first));
  assert.deepEqual(tail.map((deviation) => deviation.id), [first, missed, live]);
  const seqs = inbox.seen.map((deviation) => deviation.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => seqs[0] + i), 'the sequence has a gap or a duplicate');
});
