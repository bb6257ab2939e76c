import { Button } from '@react-email/button';
import { Preview } from '@react-email/preview';
import type { ReactNode } from 'react';
import type { Letter, Phrase } from './letter.ts';
import type { MailLocale } from './mail.ts';

// Light colours stand at each element, because much mail software drops the head; dark ones are classes in the head, for what keeps it.
const INK = '#151d30';
const MUTED = '#4b5365';
const QUIET = '#656b78';
const LINE = '#e3d8c6';
const SAND = '#f2ece1';
const PAPER = '#ffffff';
const NAVY = '#16233f';
const GOLD = '#e0bb77';
const LINK = '#83601f';

const FONT = "Inter,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const ARABIC_FONT = "'Noto Sans Arabic','Segoe UI',Tahoma,Arial,sans-serif";

const HEAD_STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:620px){.px{padding-left:24px!important;padding-right:24px!important}.h1{font-size:26px!important}.out{padding:0!important}.card{border-width:0 0 1px!important}.btn{display:block!important;text-align:center!important}}
@media (prefers-color-scheme:dark){.bg{background-color:#0c111b!important}.card{background-color:#151c29!important;border-color:#2a3344!important}.tx{color:#f2ece3!important}.mu{color:#b7b8c0!important}.ln{border-color:#2a3344!important}.btn{background-color:${GOLD}!important;color:${INK}!important}.lk{color:${GOLD}!important}.lg{background-color:${GOLD}!important;color:${INK}!important}}`;

/** The form of every mail: brand, title, sentences, facts, one button, notes, and why it was sent. 600 px wide, of tables, without pictures. */
export function LetterLayout({ letter, locale }: { letter: Letter; locale: MailLocale }): ReactNode {
  const direction = locale === 'ar' ? 'rtl' : 'ltr';
  const end = locale === 'ar' ? 'left' : 'right';
  const font = locale === 'ar' ? ARABIC_FONT : FONT;
  const isTight = locale !== 'ar';
  const text = { fontFamily: font, fontSize: 16, lineHeight: '26px', color: MUTED };
  return (
    <html lang={locale} dir={direction}>
      <head>
        <meta httpEquiv="Content-Type" content="text/html; charset=utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="x-apple-disable-message-reformatting" content="" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{letter.subject}</title>
        <style>{HEAD_STYLE}</style>
      </head>
      <body className="bg" style={{ margin: 0, padding: 0, backgroundColor: SAND }}>
        <Preview>{letter.preview}</Preview>
        <Table className="bg" style={{ backgroundColor: SAND }}>
          <tr>
            <td className="out" align="center" style={{ padding: '40px 16px' }}>
              <Table
                className="card"
                width="600"
                style={{ width: '100%', maxWidth: 600, backgroundColor: PAPER, border: `1px solid ${LINE}` }}
              >
                <Row style={{ padding: '30px 48px 0' }}>
                  <Brand />
                </Row>
                <Row style={{ padding: '36px 48px 0' }}>
                  <h1
                    className="h1 tx"
                    dir="auto"
                    style={{
                      margin: 0,
                      fontFamily: font,
                      fontSize: 30,
                      lineHeight: 1.2,
                      fontWeight: 600,
                      letterSpacing: isTight ? '-0.7px' : undefined,
                      color: INK,
                      textAlign: locale === 'ar' ? 'right' : 'left',
                    }}
                  >
                    {letter.title}
                  </h1>
                </Row>
                <Row style={{ padding: '20px 48px 0' }}>
                  {letter.paragraphs.map((phrases, index) => (
                    <p key={keyOf(index)} className="mu" style={{ ...text, margin: '0 0 16px' }}>
                      {phrases.map(phraseOf)}
                    </p>
                  ))}
                  {letter.facts && (
                    <Table style={{ margin: '4px 0 20px' }}>
                      {letter.facts.map(({ label, value }, index, all) => {
                        const line = {
                          padding: '11px 0',
                          fontFamily: font,
                          fontSize: 14,
                          borderTop: `1px solid ${LINE}`,
                          borderBottom: index === all.length - 1 ? `1px solid ${LINE}` : undefined,
                        };
                        return (
                          <tr key={label}>
                            <td className="mu ln" style={{ ...line, paddingInlineEnd: 16, color: MUTED }}>
                              {label}
                            </td>
                            <td className="tx ln" align={end} style={{ ...line, fontWeight: 600, color: INK }}>
                              <bdi>{value}</bdi>
                            </td>
                          </tr>
                        );
                      })}
                    </Table>
                  )}
                </Row>
                <Row style={{ padding: '12px 48px 8px' }}>
                  <Button
                    className="btn"
                    href={letter.action.href}
                    target={undefined}
                    style={{
                      padding: '15px 26px',
                      backgroundColor: NAVY,
                      borderRadius: 2,
                      fontFamily: font,
                      fontSize: 16,
                      fontWeight: 600,
                      color: PAPER,
                    }}
                  >
                    {letter.action.label}
                  </Button>
                </Row>
                <Row style={{ padding: '16px 48px 32px' }}>
                  {letter.notes?.map(({ text: note, link }, index) => (
                    <p
                      key={keyOf(index)}
                      className="mu"
                      style={{ ...text, margin: '0 0 8px', fontSize: 14, lineHeight: '22px' }}
                    >
                      {note}
                      {link && ' '}
                      {link && <QuietLink {...link} />}
                    </p>
                  ))}
                </Row>
                <tr>
                  <td
                    className="px ln mu"
                    style={{
                      padding: '22px 48px 28px',
                      borderTop: `1px solid ${LINE}`,
                      fontFamily: font,
                      fontSize: 13,
                      lineHeight: '21px',
                      color: QUIET,
                    }}
                  >
                    {letter.reason} {letter.help.text}{' '}
                    <QuietLink label={letter.help.email} href={`mailto:${letter.help.email}`} />
                    {letter.unsubscribe && (
                      <>
                        <br />
                        <QuietLink {...letter.unsubscribe} />
                      </>
                    )}
                  </td>
                </tr>
              </Table>
            </td>
          </tr>
        </Table>
      </body>
    </html>
  );
}

function Table({ children, ...attributes }: React.ComponentProps<'table'>): ReactNode {
  return (
    <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} border={0} {...attributes}>
      <tbody>{children}</tbody>
    </table>
  );
}

function Row({ style, children }: { style: React.CSSProperties; children: ReactNode }): ReactNode {
  return (
    <tr>
      <td className="px" style={style}>
        {children}
      </td>
    </tr>
  );
}

/** The name as text, so that it is there without pictures. */
function Brand(): ReactNode {
  const square = { width: 26, height: 26, fontSize: 15, lineHeight: '26px', textAlign: 'center' } as const;
  return (
    <Table width="1" style={{ width: 'auto' }}>
      <tr>
        <td className="lg" style={{ ...square, backgroundColor: INK, fontFamily: FONT, fontWeight: 700, color: GOLD }}>
          o
        </td>
        <td
          className="tx"
          style={{
            paddingInlineStart: 10,
            fontFamily: FONT,
            fontSize: 17,
            fontWeight: 650,
            letterSpacing: '-0.2px',
            color: INK,
          }}
        >
          offplan
        </td>
      </tr>
    </Table>
  );
}

function QuietLink({ label, href }: { label: string; href: string }): ReactNode {
  return (
    <a className="lk" href={href} style={{ color: LINK, textDecoration: 'underline' }}>
      {label}
    </a>
  );
}

/** A name keeps its own direction, whatever the sentence's. */
function phraseOf(phrase: Phrase, index: number): ReactNode {
  if (typeof phrase === 'string') return phrase;
  return (
    <b key={keyOf(index)} className="tx" style={{ color: INK }}>
      <bdi>{phrase.strong}</bdi>
    </b>
  );
}

/** A letter does not change, so the place of a piece in it is its key. */
function keyOf(place: number): string {
  return `piece ${place}`;
}
