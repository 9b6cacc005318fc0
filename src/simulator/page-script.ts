// The page's own code, as text: it runs in the browser. What people sent only ever becomes text nodes,
// and mail is shown in a frame that can run nothing.
export const pageScript = String.raw`
"use strict";
const byId = (id) => document.getElementById(id);
const base = location.pathname.replace(/\/$/, "") + "/api";
const storage = "leadwire-simulator-key";
const shown = 200;

const key = () => sessionStorage.getItem(storage);
const fromAddress = location.hash.slice(1);
if (fromAddress) {
  sessionStorage.setItem(storage, fromAddress);
  history.replaceState(null, "", location.pathname);
}

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const facts = (...parts) => element("p", { class: "facts" }, parts.filter(Boolean).join(" · "));
const time = (at) => new Date(at).toLocaleTimeString();
const raw = (request) =>
  element("details", {}, element("summary", {}, "Request"),
    element("pre", {}, JSON.stringify(request, null, 2)));

// Says something to the control API; what came of it is shown under the conversation.
async function tell(method, path, body) {
  try {
    const response = await control(path, { method, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) say("sent", answer.message, true);
    else if (!("delivered" in answer)) say("sent", "Done");
    else if (!answer.delivered) say("sent", "Done; the gateway is not told yet");
    else say("sent", "Done; the gateway answered " + answer.delivered.status, answer.delivered.status !== 200);
    return response.ok ? answer : null;
  } catch {
    say("sent", "The gateway does not answer", true);
    return null;
  }
}

function button(label, act) {
  const node = element("button", { type: "button" }, label);
  node.addEventListener("click", act);
  return node;
}
const acts = (...pairs) => element("p", { class: "acts" },
  ...pairs.map(([label, event]) => button(label, () => tell("POST", "/events", event))));

function bubble(entry) {
  const said = entry.template ? entry.template.rendered : (entry.text || "[" + entry.type + "]");
  return element("li", { class: entry.direction },
    element("p", { class: "said" }, said),
    facts(time(entry.at), channelOf(entry) !== "whatsapp" && entry.channel, entry.template && "template " + entry.template.name,
      entry.media_id && "photo"), raw(entry.request));
}

function mail(entry) {
  const item = element("li", {}, element("h3", {}, entry.subject),
    facts(entry.from + " to " + entry.to.join(", "), time(entry.at),
      entry.outcome !== "delivered" && entry.outcome));
  if (entry.html === null) item.append(element("p", { class: "said" }, entry.text));
  else item.append(element("iframe",
    { sandbox: "", srcdoc: entry.html, title: "Message: " + entry.subject, loading: "lazy" }));
  item.append(acts(["Bounce", { kind: "bounce", email_id: entry.id }],
    ["Complain", { kind: "complain", email_id: entry.id }]), raw(entry.request));
  return item;
}

function call(entry) {
  return element("li", {}, element("h3", {}, entry.to_number),
    element("p", { class: "said" }, entry.greeting || "The agent's own greeting"),
    facts(entry.call_status, entry.disconnection_reason, "from " + entry.from_number, entry.agent_id,
      time(entry.at)),
    ...(entry.call_status === "registered" || entry.call_status === "ongoing"
      ? [acts(["Hang up", { kind: "hang_up", call_id: entry.call_id }],
          ["Miss", { kind: "miss", call_id: entry.call_id }])]
      : []),
    raw(entry.request));
}

// An entry keeps its node until it changes, so that what is open or selected stays so while others arrive.
const nodes = new Map();
function fill(list, entries, make) {
  const wanted = entries.map((entry) => {
    const id = entry.id || entry.call_id;
    const looks = (entry.outcome || "") + (entry.call_status || "") + (entry.disconnection_reason || "");
    if (nodes.get(id)?.looks !== looks) nodes.set(id, { looks, node: make(entry) });
    return nodes.get(id).node;
  });
  if (wanted.length === list.children.length && wanted.every((node, i) => node === list.children[i])) return;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...wanted);
  if (list.id === "chat" && atEnd) list.scrollTop = list.scrollHeight;
}

let state = null;
let current = null;
// WhatsApp was here before the others, and names its number in its own way.
const channelOf = (entry) => entry.channel || "whatsapp";
const accountOf = (entry) => entry.account || entry.phone_number_id;
const person = (entry) => [entry.contact, channelOf(entry), accountOf(entry)].join(" ");

function choose(entry) {
  current = person(entry);
  // Who shows no number is known by a user id.
  byId("from").value = entry.contact;
  byId("number").value = accountOf(entry);
  byId("channel").value = channelOf(entry);
  show();
}

function show() {
  const people = new Map(state.phone.map((entry) => [person(entry), entry]));
  if (!people.has(current) && people.size > 0) return choose([...people.values()].at(-1));
  byId("people").replaceChildren(...[...people].map(([id, entry]) => {
    const label = channelOf(entry) === "whatsapp" ? entry.contact : entry.contact + " (" + entry.channel + ")";
    const node = button(label, () => choose(entry));
    if (id === current) node.setAttribute("aria-current", "true");
    return node;
  }));
  fill(byId("chat"), state.phone.filter((entry) => person(entry) === current).slice(-shown), bubble);
  fill(byId("mailbox"), state.mailbox.slice(-shown).reverse(), mail);
  fill(byId("calls"), state.calls.slice(-shown).reverse(), call);
  byId("now").textContent = new Date(state.now).toLocaleString();
  byId("waiting").textContent = state.callbacks.map((one) =>
    [one.state, one.provider, one.event, "after " + one.attempts, one.last_status].filter(Boolean).join(" ")).join("\n");
  showSwitches();
}

// A switch shows itself by its kind; one that is being changed is left alone.
let switchesSeen = "";
function showSwitches() {
  const text = JSON.stringify(state.switches);
  if (text === switchesSeen) return;
  switchesSeen = text;
  byId("switches").replaceChildren(...Object.entries(state.switches).map(([name, value]) => {
    const kind = typeof value === "boolean" ? "checkbox" : typeof value === "number" ? "number" : "text";
    const input = element("input", { type: kind, name });
    if (kind === "checkbox") input.checked = value;
    else input.value = value;
    if (name === "answer_call") input.setAttribute("list", "courses");
    return element("label", { class: kind }, input, name.replaceAll("_", " "));
  }));
}

function readSwitches() {
  const inputs = [...byId("switches").querySelectorAll("input")];
  return Object.fromEntries(inputs.map(({ name, type, checked, value }) =>
    [name, type === "checkbox" ? checked : type === "number" ? Number(value) : value]));
}
byId("switches").addEventListener("change", async () => {
  if (!(await tell("PUT", "/switches", readSwitches()))) switchesSeen = "";
});
byId("jump").addEventListener("click", () => tell("POST", "/clock", { advance_seconds: 25 * 3600 }));

function say(id, text, isBad) {
  // Unchanged text is not announced again.
  if (byId(id).textContent !== text) byId(id).textContent = text;
  byId(id).classList.toggle("bad", Boolean(isBad));
}

function ask(reason) {
  byId("key-form").hidden = false;
  byId("world").hidden = true;
  say("status", reason, true);
}

const control = (path, init) =>
  fetch(base + path, { ...init, headers: { "x-api-key": key(), "content-type": "application/json" } });

let seen = "";
async function poll() {
  if (!key()) return ask("A test key is needed");
  try {
    const response = await control("/state");
    if (response.status === 401) return ask("This is not a test key of a workspace here");
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    byId("key-form").hidden = true;
    byId("world").hidden = false;
    say("status", "Live");
    if (text !== seen) {
      seen = text;
      state = JSON.parse(text);
      show();
    }
  } catch {
    say("status", "The gateway does not answer", true);
  }
  setTimeout(poll, 1000);
}

byId("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem(storage, byId("key").value.trim());
  poll();
});

// Whoever is written in the form does it: a number, or a user id such as US.1349.
async function reply(said) {
  const from = byId("from").value.trim();
  const number = byId("number").value.trim();
  const channel = byId("channel").value;
  if (channel !== "whatsapp") {
    const answer = await tell("POST", "/words", { channel, to: number, from, ...wordOf(said) });
    if (answer) current = [from, channel, number].join(" ");
    return answer;
  }
  const who = /^[A-Z]{2}\./.test(from) ? { user_id: from } : { from };
  const answer = await tell("POST", "/replies", { ...who, phone_number_id: number, ...said });
  if (answer) current = [who.user_id || "+" + from.replace("+", ""), channel, number].join(" ");
  return answer;
}
// What a channel other than WhatsApp knows of it: words, and a picture by its address.
const wordOf = (said) =>
  said.type === "image" ? { image: { url: location.origin + "/picture.jpg" } }
    : said.type === "reaction" ? { text: said.reaction.emoji } : said;
// The last message that the person shown received.
const lastReceived = () =>
  state.phone.filter((entry) => person(entry) === current && entry.direction === "received").at(-1);

byId("reply-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await reply({ text: byId("text").value.trim() })) byId("text").value = "";
});
byId("photo").addEventListener("click", () => reply({ type: "image" }));
byId("thumbs-up").addEventListener("click", () => {
  const last = lastReceived();
  if (!last) return say("sent", "Nothing was received here yet", true);
  return reply({ type: "reaction", reaction: { message_id: last.id, emoji: "👍" } });
});
byId("mark-read").addEventListener("click", () => {
  const last = lastReceived();
  if (!last) return say("sent", "Nothing was received here yet", true);
  return tell("POST", "/events", { kind: "read", message_id: last.id });
});

poll();
`;
