/**
 * The page's only style: system fonts, no images, nothing fetched. Its digest stands in the page's
 * content security policy, so no other style or script can run in it.
 */
export const STYLE = `
:root{color-scheme:light dark;--paper:#f6f4ee;--sheet:#fffefb;--ink:#1e2422;--soft:#5b655f;
--line:#ddd9cd;--tint:#eeebe1;--accent:#0b5f56;--accent-soft:#dcebe5;--warn:#8a4b08;
--warn-soft:#fbeeda;--shade:#1e24222b;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Noto Serif",
"Noto Serif Thai",Georgia,serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",
"Noto Sans Thai","Leelawadee UI",Thonburi,sans-serif;--mono:ui-monospace,"SF Mono",Menlo,Consolas,
"Noto Sans Mono","Noto Sans Thai",monospace}
@media (prefers-color-scheme:dark){:root{--paper:#131716;--sheet:#1a1f1d;--ink:#e7e9e3;
--soft:#a3ada6;--line:#343b37;--tint:#232927;--accent:#7fd0bf;--accent-soft:#20372f;
--warn:#f0b872;--warn-soft:#3a2c17;--shade:#0009}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.6 var(--sans)}
:lang(th) body,body:lang(th){line-height:1.75}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:.06em}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);
outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--sheet);
padding:.5rem 1rem;z-index:9}
.page{max-width:76rem;margin:0 auto;padding:0 1.125rem 4rem}
header.top{padding:2.25rem 0 1.5rem}
.from{margin:0 0 1.75rem;font-weight:600;letter-spacing:.01em;display:flex;gap:.6rem;
align-items:center}
.from::before{content:"";width:.7rem;height:.7rem;border-radius:50%;background:var(--accent);
flex:none}
h1,h2,h3{font-family:var(--serif);font-weight:600;line-height:1.2;text-wrap:balance;margin:0}
:lang(th) h1,:lang(th) h2,:lang(th) h3{line-height:1.45}
h1{font-size:clamp(1.9rem,1.3rem + 3.2vw,3.4rem);letter-spacing:-.015em;max-width:24ch;hyphens:auto}
h2{font-size:clamp(1.45rem,1.2rem + 1.1vw,1.95rem);letter-spacing:-.008em}
h3{font-size:1.16rem}
p+h3,ul+h3{margin-top:1.4rem}
.lead{font:400 clamp(1.08rem,1rem + .45vw,1.28rem)/1.6 var(--serif);max-width:42rem;
margin:1rem 0 0;color:var(--ink)}
:lang(th) .lead{line-height:1.85}
p{margin:.6rem 0;max-width:46rem}
.soft{color:var(--soft)}
.small{font-size:.875rem}
.totals{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem 1.6rem;margin:1.1rem 0 0;padding:0;
font-weight:600;color:var(--accent)}
.facts{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:1px;
margin:1.75rem 0 0;padding:0;background:var(--line);border:1px solid var(--line);
border-radius:.75rem;overflow:hidden}
.facts div{background:var(--sheet);padding:.8rem 1rem}
.facts .wide{grid-column:1/-1}
@media (max-width:43.99rem){.facts div:nth-child(4){grid-column:1/-1}}
@media (min-width:44rem){.facts{grid-template-columns:1.5fr repeat(3,minmax(0,1fr))}
.facts .wide{grid-column:auto}.facts .wide:first-child{grid-row:span 2}
.facts .wide:last-child{grid-column:span 2}}
dt{font-size:.8125rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.facts dd{font-weight:600}
.facts .code{font:500 .8125rem/1.5 var(--mono)}
.facts .note{display:block;font-weight:400;font-size:.8125rem;color:var(--soft)}
.layout{display:grid;gap:2.5rem;grid-template-columns:minmax(0,1fr)}
nav.contents ol{list-style:none;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;
gap:.4rem}
nav.contents a{display:block;padding:.35rem .8rem;border:1px solid var(--line);
border-radius:2rem;text-decoration:none;background:var(--sheet);font-size:.9rem}
nav.contents a:hover{border-color:var(--accent)}
@media (min-width:64rem){.layout{grid-template-columns:13.5rem minmax(0,1fr);gap:3.5rem}
nav.contents{position:sticky;top:1.5rem;align-self:start}
nav.contents ol{display:block}nav.contents li{margin:0}
nav.contents a{border:0;border-left:2px solid var(--line);border-radius:0;background:none;
padding:.4rem 0 .4rem .9rem;line-height:1.4}}
main>section{padding:2.25rem 0 0;margin:0 0 1rem;scroll-margin-top:1rem}
main>section:first-child{padding-top:0}
main>section>h2{padding-bottom:.7rem;border-bottom:2px solid var(--ink);margin-bottom:1.1rem}
.cards{display:grid;gap:.9rem;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));
margin:1.1rem 0;padding:0;list-style:none}
.card{background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;
padding:1.05rem 1.15rem}
.card h3{display:flex;justify-content:space-between;gap:1rem;align-items:baseline}
.card p{margin:.35rem 0 .8rem}
.count{font:600 .8125rem/1.4 var(--sans);color:var(--accent);background:var(--accent-soft);
padding:.1rem .55rem;border-radius:1rem;white-space:nowrap}
.card dl,.record{margin:0;display:grid;gap:.5rem}
.card dd{font-size:.9375rem}
ul.plain{margin:0;padding:0;list-style:none}
ul.rows{margin:.5rem 0;padding:0;list-style:none}
ul.rows>li{padding:.75rem 0;border-bottom:1px solid var(--line);display:grid;gap:.1rem .9rem;
grid-template-columns:minmax(0,1fr)}
@media (min-width:40rem){ul.rows>li{grid-template-columns:15rem minmax(0,1fr)}}
ul.rows strong{font-weight:600}
ul.found>li{grid-template-columns:minmax(7.5rem,1fr) fit-content(68%);align-items:baseline}
ul.found div{text-align:right}
.purpose{display:grid;gap:.15rem 1.5rem;padding:1rem 0;border-bottom:1px solid var(--line)}
@media (min-width:44rem){.purpose{grid-template-columns:minmax(0,1.5fr) minmax(0,1fr)}}
.purpose p{margin:.15rem 0}
.chips{display:flex;flex-wrap:wrap;gap:.3rem;margin:.4rem 0 0;padding:0;list-style:none}
.chips li{font-size:.8125rem;line-height:1.45;padding:.08rem .55rem;border-radius:1rem;
background:var(--tint);overflow-wrap:anywhere}
.law{color:var(--soft);font-size:.875rem}
.alert{background:var(--warn-soft);color:var(--ink);border-left:4px solid var(--warn);
padding:.85rem 1.1rem;border-radius:.4rem;margin:1.1rem 0;max-width:46rem}
.alert strong{color:var(--warn)}
.verdict{background:var(--accent-soft);border-radius:.75rem;padding:1.3rem 1.4rem;margin:0}
.verdict p:first-child{font:600 1.3rem/1.4 var(--serif);margin:0}
.verdict p{max-width:42rem}
.span{width:100%;height:.9rem;display:block;margin-top:.25rem}
.span .axis{fill:var(--line)}.span .bar{fill:var(--accent)}
table{border-collapse:collapse;width:100%;font-size:.875rem;line-height:1.5}
caption{text-align:left;color:var(--soft);font-size:.8125rem;padding:.5rem .9rem}
th{text-align:left;font-weight:600;white-space:nowrap}
thead th{position:sticky;top:0;background:var(--tint);font-size:.8125rem;z-index:1}
th,td{padding:.5rem .9rem;vertical-align:top;border-bottom:1px solid var(--line);
unicode-bidi:isolate}
td{overflow-wrap:anywhere;min-width:9rem;max-width:26rem}
td.n{font-variant-numeric:tabular-nums;white-space:nowrap;min-width:0}
.overview th{white-space:normal}
.overview td,.overview th{padding-left:0;padding-right:1.2rem}
.overview thead th{white-space:nowrap;
background:none;position:static;border-bottom:1px solid var(--ink)}
.overview .when{min-width:9rem;width:34%}
.overview td{min-width:0;white-space:normal}
.nil{color:var(--soft)}
details.set{background:var(--sheet);border:1px solid var(--line);border-radius:.75rem;
margin:1rem 0;overflow:clip;scroll-margin-top:1rem}
details.set>summary{cursor:pointer;padding:.95rem 1.15rem;list-style:none;display:grid;
grid-template-columns:minmax(0,1fr) auto;gap:.1rem 1rem;align-items:baseline}
details.set>summary::-webkit-details-marker{display:none}
details.set>summary h3{grid-column:1}
details.set>summary .count{grid-column:2;grid-row:1}
details.set>summary .meta{grid-column:1/-1;color:var(--soft);font-size:.875rem}
details.set>.files{padding:0 1.15rem .8rem;margin:0;font-size:.875rem;max-width:none}
.scroll{overflow:auto;max-height:34rem;border-top:1px solid var(--line);background:
linear-gradient(90deg,var(--sheet) 40%,transparent) 0 0/3rem 100% local no-repeat,
linear-gradient(270deg,var(--sheet) 40%,transparent) 100% 0/3rem 100% local no-repeat,
linear-gradient(90deg,var(--shade),transparent) 0 0/.8rem 100% no-repeat,
linear-gradient(270deg,var(--shade),transparent) 100% 0/.8rem 100% no-repeat}
.records{border-top:1px solid var(--line);overflow:auto;max-height:44rem}
.record{padding:1rem 1.15rem;grid-template-columns:repeat(auto-fill,minmax(min(12rem,100%),1fr));
gap:.75rem 1.25rem;border-bottom:1px solid var(--line)}
.record:last-child{border-bottom:0}
.record dd{font-size:.9375rem;line-height:1.5;unicode-bidi:isolate}
.text{white-space:pre-line}
.more{padding:.75rem 1.15rem;margin:0;border-top:1px solid var(--line);background:var(--tint);
font-size:.875rem;max-width:none}
.system{margin:2rem 0 .25rem;display:flex;gap:.8rem;align-items:baseline;flex-wrap:wrap}
footer{margin-top:3rem;padding-top:1.2rem;border-top:1px solid var(--line);color:var(--soft);
font-size:.875rem}
code{font:500 .86em var(--mono);overflow-wrap:anywhere}
@media (max-width:39.99rem){th,td{padding:.45rem .7rem}td{min-width:8rem}
.record{grid-template-columns:minmax(0,1fr);gap:.45rem}
.record div{display:grid;grid-template-columns:minmax(6.5rem,36%) minmax(0,1fr);gap:.75rem;
align-items:baseline}.card h3{font-size:1.1rem}.overview .when{display:none}}
@page{size:A4;margin:16mm 15mm 18mm}
@media print{:root{color-scheme:light;--paper:#fff;--sheet:#fff;--ink:#111;--soft:#4a4f4c;
--line:#c9c9c4;--tint:#f2f2ee;--accent:#0b5f56;--accent-soft:#e6f0ec;--warn:#8a4b08;
--warn-soft:#fbf3e6}
body{font-size:9.5pt;line-height:1.45}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.page{max-width:none;padding:0}.layout{display:block}
nav.contents,.skip{display:none}
header.top{padding:0 0 4mm}h1{font-size:26pt}h2{font-size:15pt;break-after:avoid}
h3{font-size:11pt;break-after:avoid}.lead{font-size:11.5pt}
.facts{grid-template-columns:1.5fr repeat(3,1fr)}.facts .wide{grid-column:auto}
.facts .wide:first-child{grid-row:span 2}.facts .wide:last-child{grid-column:span 2}
.facts div{padding:2mm 3mm}.facts .code{font-size:6.6pt}
.cards{grid-template-columns:1fr 1fr;gap:3mm}
.card,.purpose,ul.rows>li,.record,tr,.verdict,.alert{break-inside:avoid}
.scroll,.records{max-height:none;overflow:visible}
details.set{border-radius:0;border-width:1px 0 0;overflow:visible;margin:5mm 0}
details.set>summary{padding:2.5mm 0 1mm;break-after:avoid}
details.set>.files{padding:0 0 2mm;break-after:avoid}
thead{display:table-header-group}thead th{position:static}
table{font-size:7.6pt;line-height:1.35}th,td{padding:1.1mm 1.6mm;min-width:0;white-space:normal}
.record{padding:2.5mm 0;grid-template-columns:repeat(3,minmax(0,1fr));gap:1.5mm 5mm}
.record dt{font-size:7.4pt}.record dd{font-size:8.6pt}
.more{background:none;padding:1.5mm 0;font-size:8pt}.facts{margin-bottom:7mm}
a{color:inherit;text-decoration:none}}
`;
