const WORDS: Record<string, { title: string; text: (name: string) => string; by: string }> = {
  en: {
    title: 'Site temporarily offline',
    text: (name) =>
      `The pages of ${name} are not available at the moment. Nothing about your reservation or your talks with the sales team has changed: please speak to your agent directly.`,
    by: 'Sales page by offplan',
  },
  ru: {
    title: 'Сайт временно недоступен',
    text: (name) =>
      `Страницы «${name}» сейчас недоступны. Ваша бронь и договорённости с отделом продаж не изменились: свяжитесь со своим агентом напрямую.`,
    by: 'Страница продаж на offplan',
  },
  ar: {
    title: 'الموقع غير متاح مؤقتًا',
    text: (name) =>
      `صفحات ${name} غير متاحة حاليًا. لم يتغير شيء في حجزك أو محادثاتك مع فريق المبيعات: يُرجى التواصل مع وكيلك مباشرة.`,
    by: 'صفحة مبيعات من offplan',
  },
};

/** The page of an Organisation that is put away (INV-47), in its language. Styles carry the nonce of the page's policy. */
export function offlinePage(site: { name: string; locale: string }, nonce: string): string {
  const locale = WORDS[site.locale] ? site.locale : 'en';
  const words = WORDS[locale]!;
  const name = escapeHtml(site.name);
  return `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${words.title} · ${name}</title>
<style nonce="${nonce}">
:root { --ink: #0f1b2e; --ink-2: #3a475b; --paper: #fff; --sand: #faf7f1; --line: #0f1b2e; --gold: #7a5309; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --ink: #f1eadc; --ink-2: #c9ccd1; --paper: #0c1523; --sand: #121e30; --line: #c9ccd1; --gold: #ebc877; } }
* { box-sizing: border-box; margin: 0; }
body { display: grid; grid-template-columns: 4fr 5fr; min-height: 100vh; background: var(--paper); color: var(--ink); font: 16px/1.6 Inter, system-ui, sans-serif; }
main { display: flex; flex-direction: column; justify-content: space-between; padding: 40px clamp(24px, 6vw, 88px); }
b { font-size: 17px; font-weight: 600; }
h1 { font-size: clamp(36px, 4.4vw, 60px); font-weight: 500; letter-spacing: -0.02em; line-height: 1.08; text-wrap: balance; }
p { margin-top: 24px; max-width: 46ch; color: var(--ink-2); }
small { color: var(--ink-2); font-size: 12.5px; }
figure { display: grid; place-items: center; background: var(--sand); padding: 40px; }
svg { width: min(100%, 460px); stroke: var(--line); fill: none; stroke-width: 1.3; }
.gold { stroke: var(--gold); }
:lang(ar) h1 { letter-spacing: 0; }
@media (max-width: 760px) { body { grid-template-columns: 1fr; } figure { display: none; } }
</style>
</head>
<body>
<main><b dir="auto">${name}</b><div><h1>${words.title}</h1><p>${words.text(name)}</p></div><small>${words.by}</small></main>
<figure aria-hidden="true">${DRAWING}</figure>
</body>
</html>
`;
}

/** A tower's elevation with its measures, drawn by rule: nothing is loaded from anywhere. */
const DRAWING = (() => {
  const floors = Array.from({ length: 16 }, (_, floor) => {
    const y = 600 - floor * 32;
    const shift = Math.round(Math.sin(floor / 2.6) * 14);
    const bars = Array.from({ length: 9 }, (_, bar) => `M${136 + bar * 32} ${y}v-26`).join('');
    return `<path d="M${96 + shift} ${y}h344v-6h-344z"/><path opacity=".45" d="${bars}"/>`;
  });
  return `<svg viewBox="0 0 560 700">${floors.join('')}<path d="M40 640h480M64 654h160M300 654h180M110 668h140"/><path class="gold" d="M500 600V120M492 608l16-16M492 128l16-16M100 84h340M92 92l16-16M432 92l16-16"/></svg>`;
})();

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
