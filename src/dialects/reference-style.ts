/** The look of the reference: that of the simulator's page. */
export const referenceStyle = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#fff, #16181a);
  --card: light-dark(#f4f4f1, #202326);
  --line: light-dark(#dcdcd6, #373c40);
  --ink: light-dark(#1c1e20, #e8e8e4);
  --soft: light-dark(#5f6468, #a2a8ad);
  --accent: light-dark(#0b6e4f, #5fd3a8);
  --blue: light-dark(#1d5fae, #82b8f5);
  --amber: light-dark(#8a5300, #efb45c);
  --red: light-dark(#b3261e, #ff9a8f);
  --code: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body {
  margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.55 system-ui, sans-serif;
  display: grid; grid-template: "head head" auto "contents main" 1fr / 17rem minmax(0, 1fr);
}
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; z-index: 2; background: var(--ground); padding: .3rem .6rem; }
header {
  grid-area: head; position: sticky; top: 0; z-index: 1; display: flex; gap: .25rem 1.5rem; align-items: center;
  padding: .6rem 1.5rem; background: var(--ground); border-bottom: 1px solid var(--line);
}
header p { margin: 0; }
.brand a { color: var(--ink); font-weight: 700; text-decoration: none; }
.tabs { display: flex; gap: .25rem; overflow-x: auto; flex: 1; }
.tabs a { padding: .25rem .7rem; border-radius: 1rem; color: var(--soft); text-decoration: none; white-space: nowrap; }
.tabs a:hover { background: var(--card); color: var(--ink); }
.tabs a[aria-current] { background: var(--accent); color: var(--ground); }
.document { font-size: .85rem; white-space: nowrap; }
.contents {
  grid-area: contents; position: sticky; top: 3.2rem; height: calc(100vh - 3.2rem); overflow-y: auto;
  padding: .5rem .75rem 3rem 1.5rem; border-right: 1px solid var(--line); font-size: .875rem;
}
.contents h2 { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; margin: 1.2rem 0 .3rem; }
.contents h2 a { color: var(--soft); text-decoration: none; }
.contents ul { list-style: none; margin: 0; padding: 0; }
.contents li a {
  display: flex; gap: .5rem; align-items: baseline; padding: .2rem .4rem; border-radius: .35rem;
  color: var(--ink); text-decoration: none;
}
.contents li a:hover { background: var(--card); }
.contents .method { font-size: .6rem; min-width: 2.6rem; }
main { grid-area: main; padding: 0 2rem 4rem; max-width: 88rem; }
h1 { font-size: 1.9rem; letter-spacing: -.02em; margin: 2rem 0 .5rem; }
.intro { max-width: 46rem; }
.group > h2 { font-size: 1.4rem; letter-spacing: -.01em; margin: 3rem 0 .3rem; }
h3 { font-size: 1.1rem; margin: 0 0 .4rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { font-size: .75rem; letter-spacing: .06em; text-transform: uppercase; color: var(--soft); margin: 1.5rem 0 .4rem; }
h4 small { text-transform: none; letter-spacing: 0; font: .8rem var(--code); }
p { margin: .5rem 0; }
code { font: .875em var(--code); background: var(--card); padding: .1em .3em; border-radius: .25rem; overflow-wrap: anywhere; }
.operation { border-top: 1px solid var(--line); padding: 2rem 0; display: grid; gap: 0 2.5rem; }
.says, .shows { min-width: 0; }
.path { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: baseline; }
.path code { background: none; padding: 0; font-size: .95rem; }
.scope { color: var(--soft); font-size: .875rem; }
.method { font: 700 .75rem var(--code); color: var(--accent); }
.method.post { color: var(--blue); }
.method.put, .method.patch { color: var(--amber); }
.method.delete { color: var(--red); }
.fields { list-style: none; margin: 0; padding: 0; }
.fields > li { border-top: 1px solid var(--line); padding: .5rem 0; }
.fields > li:first-child { border-top: 0; }
.fields p { margin: .1rem 0; }
.field .name { font-weight: 600; background: none; padding: 0; }
.type, .limits { color: var(--soft); font-size: .85rem; }
.limits::before { content: "· "; }
.needed { color: var(--amber); font-size: .8rem; font-weight: 600; }
.values code { font-size: .8rem; }
.fields details { margin: .35rem 0 0; padding-left: .8rem; border-left: 2px solid var(--line); }
summary { cursor: pointer; font-size: .875rem; }
.answer { border: 1px solid var(--line); border-radius: .5rem; margin: .4rem 0; padding: .4rem .75rem; }
.answer[open] summary { margin-bottom: .5rem; }
.status { font: 700 .8rem var(--code); color: var(--accent); }
.s4 { color: var(--amber); }
.s5 { color: var(--red); }
.codes { columns: 14rem; margin: 0; padding-left: 1.1rem; font-size: .9rem; }
.shows details { margin: .4rem 0; }
.shows summary { padding: .2rem 0; }
pre {
  margin: .3rem 0 .8rem; padding: .8rem 1rem; overflow: auto; max-height: 28rem; border-radius: .5rem;
  background: var(--card); border: 1px solid var(--line); font-size: .85rem; line-height: 1.5; tab-size: 2;
}
pre code { background: none; padding: 0; font-size: .9em; white-space: pre-wrap; }
.curl code { white-space: pre; overflow-wrap: normal; }
pre b { font-weight: 400; color: var(--blue); }
.curl { user-select: all; }
.errors { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: 0 1.5rem; }
.errors h3 { font-size: 1rem; margin: 1rem 0 0; }
.errors article:target pre, .operation:target h3 { border-color: var(--accent); color: var(--accent); }
footer { color: var(--soft); font-size: .85rem; margin-top: 3rem; }
@media (min-width: 76rem) {
  .operation { grid-template-columns: minmax(0, 1fr) minmax(0, .85fr); }
  .shows { position: sticky; top: 3.5rem; align-self: start; max-height: calc(100vh - 4rem); overflow-y: auto; }
  .shows h4:first-child { margin-top: 0; }
}
@media (max-width: 56rem) {
  body { display: block; }
  header { flex-wrap: wrap; padding: .5rem 1rem; }
  .tabs { order: 3; flex-basis: 100%; }
  .document { margin-left: auto; }
  .contents { position: static; height: auto; max-height: 45vh; border-right: 0; border-bottom: 1px solid var(--line); padding: 0 1rem 1rem; }
  main { padding: 0 1rem 3rem; }
}
@media print { header, .contents { display: none; } pre { max-height: none; } }
`;
