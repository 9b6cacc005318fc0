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

function bubble(entry) {
  const said = entry.template ? entry.template.rendered : (entry.text || "[" + entry.type + "]");
  return element("li", { class: entry.direction },
    element("p", { class: "said" }, said),
    facts(time(entry.at), entry.template && "template " + entry.template.name), raw(entry.request));
}

function mail(entry) {
  const item = element("li", {}, element("h3", {}, entry.subject),
    facts(entry.from + " to " + entry.to.join(", "), time(entry.at),
      entry.outcome !== "delivered" && entry.outcome));
  if (entry.html === null) item.append(element("p", { class: "said" }, entry.text));
  else item.append(element("iframe",
    { sandbox: "", srcdoc: entry.html, title: "Message: " + entry.subject, loading: "lazy" }));
  item.append(raw(entry.request));
  return item;
}

function call(entry) {
  return element("li", {}, element("h3", {}, entry.to_number),
    element("p", { class: "said" }, entry.greeting || "The agent's own greeting"),
    facts(entry.call_status, "from " + entry.from_number, entry.agent_id, time(entry.at)),
    raw(entry.request));
}

// An entry keeps its node, so that what is open or selected stays so while others arrive.
const nodes = new Map();
function fill(list, entries, make) {
  const wanted = entries.map((entry) => {
    const id = entry.id || entry.call_id;
    if (!nodes.has(id)) nodes.set(id, make(entry));
    return nodes.get(id);
  });
  if (wanted.length === list.children.length && wanted.every((node, i) => node === list.children[i])) return;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.replaceChildren(...wanted);
  if (list.id === "chat" && atEnd) list.scrollTop = list.scrollHeight;
}

let state = null;
let current = null;
const person = (entry) => entry.contact + " " + entry.phone_number_id;

function choose(entry) {
  current = person(entry);
  byId("from").value = entry.contact;
  byId("number").value = entry.phone_number_id;
  show();
}

function show() {
  const people = new Map(state.phone.map((entry) => [person(entry), entry]));
  if (!people.has(current) && people.size > 0) return choose([...people.values()].at(-1));
  byId("people").replaceChildren(...[...people].map(([id, entry]) => {
    const button = element("button", { type: "button" }, entry.contact);
    if (id === current) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => choose(entry));
    return button;
  }));
  fill(byId("chat"), state.phone.filter((entry) => person(entry) === current).slice(-shown), bubble);
  fill(byId("mailbox"), state.mailbox.slice(-shown).reverse(), mail);
  fill(byId("calls"), state.calls.slice(-shown).reverse(), call);
}

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

byId("reply-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [from, number, text] = ["from", "number", "text"].map((id) => byId(id).value.trim());
  try {
    const response = await control("/replies", {
      method: "POST",
      body: JSON.stringify({ from, phone_number_id: number, text }),
    });
    const answer = await response.json();
    if (!response.ok) return say("sent", answer.message, true);
    byId("text").value = "";
    current = (from.startsWith("+") ? from : "+" + from) + " " + number;
    const status = answer.delivered.status;
    say("sent", "Written; the gateway answered " + status, status !== 200);
  } catch {
    say("sent", "The gateway does not answer", true);
  }
});

poll();
`;
