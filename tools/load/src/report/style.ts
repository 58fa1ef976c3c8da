/** The page's style; it holds in light and in dark, and on paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --rule: #dfe4ea; --paper: #fbfcfd; --card: #fff;
  --c0: #2f6fde; --c1: #e8930c; --c2: #7b8aa0; --c3: #8a4fd0; --c4: #d63a3a; --c5: #14967f; --c6: #b0487f; --c7: #6b7f16; --fine: #167a43; --bad: #c62828; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa6b6; --rule: #2b3442; --paper: #12171e; --card: #1a212b;
  --c0: #6ea0ff; --c1: #f5b14c; --c2: #8c9bb2; --c3: #b98cf0; --c4: #f07070; --c5: #4cc7b0; --c6: #e082b3; --c7: #b3c653; --fine: #5cc98b; --bad: #ff7b72; } }
body { margin: 0 auto; max-width: 1160px; padding: 28px 24px 48px; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 26px; } h2 { margin: 34px 0 10px; font-size: 18px; } .soft { color: var(--soft); margin: 2px 0 18px; }
.verdict { font-weight: 600; margin: 4px 0; } .fine { color: var(--fine); } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 12px; margin: 14px 0 0; }
dl div, figure { background: var(--card); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 14px; }
dt { color: var(--soft); font-size: 13px; } dd { margin: 0; font-size: 22px; font-weight: 600; } dd small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr)); gap: 14px; }
figure { margin: 0; display: flex; flex-direction: column; justify-content: space-between; } figcaption { font-weight: 600; } .legend { list-style: none; margin: 2px 0 4px; padding: 0; min-height: 20px; font-size: 13px; color: var(--soft); }
.legend li { display: inline-block; margin-right: 14px; } .legend i { display: inline-block; width: 11px; height: 11px; border-radius: 3px; margin-right: 5px; vertical-align: -1px; }
svg { display: block; width: 100%; height: auto; } .grid { stroke: var(--rule); stroke-width: 1; } .tick, .label { font-size: 11.5px; fill: var(--soft); } .label { font-size: 12px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
${Array.from({ length: 8 }, (_, index) => `rect.c${index}, circle.c${index} { fill: var(--c${index}); } .line.c${index} { stroke: var(--c${index}); } i.c${index} { background: var(--c${index}); }`).join('\n')}
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; } .wide { overflow-x: auto; }
th, td { text-align: right; padding: 5px 10px; border-bottom: 1px solid var(--rule); white-space: nowrap; } th { color: var(--soft); font-weight: 500; }
th:first-child, td:first-child { text-align: left; } td.prose { white-space: normal; overflow-wrap: anywhere; text-align: left; }
`;
