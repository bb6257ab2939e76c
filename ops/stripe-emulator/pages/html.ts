/** A piece of HTML that is safe to put into a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | null | undefined | false | Part[];

/** Puts values into HTML; everything but `Html` is escaped. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(
    strings.reduce((text, piece, index) => text + piece + (index < parts.length ? show(parts[index]) : ''), ''),
  );
}

function show(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(show).join('');
  return String(part)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** A whole page: no script, one style sheet, and the word TEST where nobody misses it. */
export function layout(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stripe emulator (TEST)</title>
<link rel="stylesheet" href="/stripe-emulator.css">
</head>
<body>
<header class="bar"><strong>Stripe emulator</strong><span class="test">TEST</span><span class="hint">No real money moves here. Card 4242 4242 4242 4242 works.</span></header>
<main>${body}</main>
</body>
</html>`.text;
}

/** A labelled field. */
export function field(
  label: string,
  name: string,
  options: { value?: string; type?: string; autocomplete?: string; required?: boolean; placeholder?: string } = {},
): Html {
  return html`<label class="field"><span>${label}</span><input name="${name}" type="${options.type ?? 'text'}" value="${options.value ?? ''}" placeholder="${options.placeholder ?? ''}" autocomplete="${options.autocomplete ?? 'off'}"${options.required === false ? null : new Html(' required')}></label>`;
}

const COUNTRIES: Record<string, string> = {
  AE: 'United Arab Emirates',
  AT: 'Austria',
  CH: 'Switzerland',
  DE: 'Germany',
  ES: 'Spain',
  FR: 'France',
  GB: 'United Kingdom',
  IT: 'Italy',
  NL: 'Netherlands',
  PL: 'Poland',
  SA: 'Saudi Arabia',
  US: 'United States',
};

export function countryField(selected: string | null | undefined): Html {
  const codes = selected && !COUNTRIES[selected] ? [selected, ...Object.keys(COUNTRIES)] : Object.keys(COUNTRIES);
  return html`<label class="field"><span>Country or region</span><select name="country">${codes.map(
    (code) =>
      html`<option value="${code}"${code === selected ? new Html(' selected') : null}>${COUNTRIES[code] ?? code}</option>`,
  )}</select></label>`;
}

export function alertBox(message: string | null): Html | null {
  return message === null ? null : html`<p class="alert" role="alert">${message}</p>`;
}
