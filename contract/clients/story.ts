// The main story with a client made from openapi.yaml (openapi-typescript, openapi-fetch): node story.js <base URL>
// Whoever runs it answers each line “mail to <address>” with the token of the mail that went there.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import createClient from "openapi-fetch";
import type { components, paths } from "../build/schema.js";

type Problem = components["schemas"]["Problem"];

const baseUrl = process.argv[2] ?? "http://localhost:8000";
const api = createClient<paths>({ baseUrl, headers: { "Accept-Language": "en" } });
const console_ = createInterface({ input: process.stdin });

/** The data of an answer, or a failure with the problem's own sentence. */
function given<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(answer.error ? `${answer.error.code}: ${answer.error.detail}` : "no data");
  return answer.data;
}

async function tokenOfMailTo(address: string): Promise<string> {
  const line = new Promise<string>((resolve) => console_.once("line", resolve));
  console.log(`mail to ${address}`);
  return line;
}

const config = given(await api.GET("/api/v1/config"));
assert.equal(config.region.name, "Partheland");
assert.ok(config.labels["event_kind"]?.["workshop"]?.de);

// The first page, and the next by the cursor of its address.
const first = given(await api.GET("/api/v1/events", { params: { query: { municipality: ["borsdorf"], page_size: 1 } } }));
assert.equal(first.results.length, 1);
if (first.next !== null) {
  const cursor = new URL(first.next).searchParams.get("cursor") ?? "";
  const query = { municipality: ["borsdorf"], page_size: 1, cursor };
  const second = given(await api.GET("/api/v1/events", { params: { query } }));
  assert.notEqual(second.results[0]?.id, first.results[0]?.id);
}

const open = given(
  await api.GET("/api/v1/events", { params: { query: { municipality: ["borsdorf"], registration: ["open"] } } }),
);
const workshop = open.results.find((event) => event.registration?.open);
assert.ok(workshop);
const path = { event_id: workshop.id };
const event = given(await api.GET("/api/v1/events/{event_id}", { params: { path } }));
assert.equal(event.registration?.availability, "open");

// As a guest: the address is confirmed by the token of a mail.
const email = `typescript.${randomUUID()}@example.org`;
const registered = await api.POST("/api/v1/events/{event_id}/registrations", {
  params: { path, header: { "Idempotency-Key": `"${randomUUID()}"` } },
  body: { name: "Erika Muster", email, party_size: 2, answers: {} },
});
assert.equal(registered.response.status, 202);
const token = await tokenOfMailTo(email);
const confirmed = given(await api.POST("/api/v1/registrations/confirm", { body: { token } }));
assert.equal(confirmed.status, "confirmed");

const guest = { headers: { Authorization: `Bearer ${confirmed.manage_token}` } };
assert.ok(given(await api.GET("/api/v1/registrations/access", guest)).join_url);
const smaller = given(await api.PATCH("/api/v1/registrations/manage", { ...guest, body: { party_size: 1 } }));
assert.equal(smaller.party_size, 1);
const cancelled = given(await api.POST("/api/v1/registrations/cancel", { body: { token: confirmed.manage_token } }));
assert.equal(cancelled.status, "cancelled");
assert.equal(cancelled.cancel_reason, "by_person");

const ideas = given(await api.GET("/api/v1/ideas", { params: { query: { status: ["received", "accepted"] } } }));
assert.ok(Array.isArray(ideas.results));

// A problem is typed: its code for the program, its sentences for the person.
const { error } = await api.GET("/api/v1/events", { params: { query: { municipality: ["atlantis"] } } });
assert.ok(error);
assert.equal(error.code, "invalid");
assert.deepEqual(error.errors?.map((one) => [one.pointer, one.code]), [["municipality", "unknown_value"]]);

console_.close();
console.log("done");
