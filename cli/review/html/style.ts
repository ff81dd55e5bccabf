/** The style sheet of the report. Colours keep 4.5:1 against their ground, in light and in dark. */
import { DRAWING_STYLE } from "../../diagram/svg";

export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f6f8fa; --text: #1f2328; --faint: #59636e; --line: #d1d9e0; --link: #0757ba;
  --good: #116329; --bad: #b3261e; --warn: #7d4e00; --good-ground: #dafbe1; --bad-ground: #ffe2df; --warn-ground: #fff1c2;
  --all: #0a5bb5; --all-text: #ffffff; --some: #cfe6ff; --some-text: #0b3a6e; --unsure: #ece6d4; --unsure-text: #4d3f12;
  --focus: #8a2be2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --raised: #161b22; --text: #e6edf3; --faint: #9ea7b1; --line: #3d444d; --link: #74b0ff;
    --good: #57d364; --bad: #ff8b80; --warn: #e3b341; --good-ground: #10301a; --bad-ground: #3d1513; --warn-ground: #352700;
    --all: #7ab8ff; --all-text: #06203d; --some: #143257; --some-text: #cfe6ff; --unsure: #38321f; --unsure-text: #f0e2b0;
    --focus: #d2a8ff;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 72rem; padding: 1.25rem 1rem 4rem; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; border-top: 1px solid var(--line); padding-top: 1.5rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p, ul, ol { margin: .5rem 0; } ul { padding-left: 1.25rem; } li { margin: .25rem 0; }
a { color: var(--link); } code, pre, .code { font-family: ui-monospace, "Liberation Mono", Menlo, Consolas, monospace; font-size: .87em; }
code { background: var(--raised); border-radius: 4px; padding: .1em .3em; }
pre { margin: .5rem 0; padding: .75rem; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; line-height: 1.45; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.faint { color: var(--faint); } .summary { font-size: 1.1rem; margin: .75rem 0 .25rem; }
.badge { display: inline-block; border-radius: 1em; padding: .05em .7em; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.good { color: var(--good); background: var(--good-ground); } .bad { color: var(--bad); background: var(--bad-ground); } .warn { color: var(--warn); background: var(--warn-ground); }
.plain { color: var(--text); background: var(--raised); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem .9rem; padding: 0; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 6px; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: var(--faint); padding: .5rem .6rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
thead th { background: var(--raised); font-weight: 600; } tbody tr:last-child > * { border-bottom: 0; }
tbody th { font-weight: 500; } td { min-width: 4.5rem; } .wide td:last-child:not(:nth-child(4)) { white-space: nowrap; }
details { margin: .5rem 0; } summary { cursor: pointer; padding: .2rem 0; }
.item { border-left: 4px solid var(--line); padding: .1rem 0 .1rem .8rem; margin: .9rem 0; }
.item.bad-edge { border-color: var(--bad); } .item.warn-edge { border-color: var(--warn); } .item.good-edge { border-color: var(--good); }
.item p { margin: .2rem 0; }
.heat { width: auto; border-collapse: separate; border-spacing: 2px; }
.heat th, .heat td { border: 0; padding: 0; min-width: 0; }
.heat thead th { background: none; vertical-align: bottom; text-align: center; height: 9rem; padding: .2rem 0; font-weight: 500; font-size: .85rem; line-height: 1.2; }
.heat thead th span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 8.8rem; overflow: hidden; display: inline-block; }
.heat tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 500; padding: 0 .6rem 0 .3rem; max-width: 15rem; vertical-align: middle; z-index: 1; }
.heat td.self { background: var(--raised); border-radius: 4px; text-align: center; color: var(--faint); vertical-align: middle; }
.cell { display: block; width: 5.6rem; min-height: 2.5rem; border: 2px solid transparent; border-radius: 4px; padding: 0 .25rem; cursor: pointer;
  font: 600 .74rem/1.15 system-ui, "Liberation Sans", Helvetica, Arial, sans-serif; background: var(--raised); color: var(--faint); overflow: hidden; }
.cell.all { background: var(--all); color: var(--all-text); } .cell.some { background: var(--some); color: var(--some-text); }
.cell.unsure { background: var(--unsure); color: var(--unsure-text); }
.cell.opened { border-color: var(--bad); border-style: solid; } .cell.closed { border-color: var(--good); border-style: dashed; } .cell.both { border-color: var(--warn); border-style: double; border-width: 4px; }
.cell[aria-expanded="true"] { outline: 3px solid var(--focus); outline-offset: 1px; }
.panel { border: 1px solid var(--line); border-radius: 6px; padding: .6rem 1rem; margin: .6rem 0; background: var(--ground); }
.panel h4 { margin: .2rem 0 .4rem; font-size: 1rem; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; padding: 0; font-size: .9rem; color: var(--faint); }
.legend .cell { display: inline-block; width: 1.7rem; height: 1.1rem; min-height: 0; vertical-align: -.2rem; margin-right: .35rem; cursor: default; }
.opens::before { content: "+ "; color: var(--bad); font-weight: 700; } .closes::before { content: "− "; color: var(--good); font-weight: 700; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .4rem .8rem; z-index: 2; }
.drawing { display: block; }
.scroll > .drawing { margin: .3rem; }
@media (max-width: 40rem) {
  .heat thead th { height: 7rem; } .heat tbody th { max-width: 7.5rem; font-size: .82rem; } .cell { width: 4.6rem; }
  .wide thead { position: absolute; left: -99rem; } .wide, .wide tbody, .wide tr, .wide td, .wide th[scope="row"], .wide caption { display: block; width: 100%; }
  .wide tr { border-bottom: 1px solid var(--line); padding: .35rem 0; } .wide tr:last-child { border: 0; } .wide td, .wide th[scope="row"] { border: 0; padding: .1rem .6rem; }
  .wide td::before { content: attr(data-label); display: block; color: var(--faint); font-size: .82em; }
}
@media print { .cell { border-color: var(--line); } details > * { display: block; } }
${DRAWING_STYLE}`;
