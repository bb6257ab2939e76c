import PDFDocument from 'pdfkit';
import { ACCOUNT } from '../machine/world.ts';
import { formatAmount } from '../objects/invoice-line.ts';
import type { CreditNote, Invoice } from '../store/tables.ts';

type Doc = InstanceType<typeof PDFDocument>;

function day(instant: number | null): string {
  return instant === null ? '' : new Date(instant * 1_000).toISOString().slice(0, 10);
}

/** The same object makes the same file, byte for byte. */
async function render(title: string, created: number, draw: (doc: Doc) => void): Promise<Buffer> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: 56,
    info: { Title: title, CreationDate: new Date(created * 1_000) },
  });
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const end = new Promise<void>((resolve) => doc.once('end', () => resolve()));
  doc.font('Helvetica-Bold').fontSize(20).text(title);
  doc
    .fontSize(9)
    .fillColor('#983705')
    .text('TEST: made by the Stripe emulator, not an invoice')
    .fillColor('black')
    .moveDown();
  doc.font('Helvetica').fontSize(10);
  draw(doc);
  doc.end();
  await end;
  return Buffer.concat(chunks);
}

function row(doc: Doc, left: string, right: string): void {
  const { y } = doc;
  doc.text(left, 56, y, { width: 360 });
  const after = doc.y;
  doc.text(right, 420, y, { width: 120, align: 'right' });
  doc.x = 56;
  doc.y = Math.max(after, doc.y) + 4;
}

/** The PDF of a finalized invoice: number, dates, address, custom fields, lines, taxes, totals, status. */
export function invoicePdf(invoice: Invoice): Promise<Buffer> {
  return render(`Invoice ${invoice.number}`, invoice.status_transitions.finalized_at ?? invoice.created, (doc) => {
    row(doc, 'Date of issue', day(invoice.effective_at));
    if (invoice.due_date) row(doc, 'Date due', day(invoice.due_date));
    for (const { name, value } of invoice.custom_fields ?? []) row(doc, name, value);
    doc.moveDown().font('Helvetica-Bold').text(ACCOUNT.name).font('Helvetica').moveDown();
    doc.text(`Bill to: ${[invoice.customer_name, invoice.customer_email].filter(Boolean).join(', ')}`);
    const address = invoice.customer_address;
    if (address)
      doc.text(
        [address.line1, address.line2, address.postal_code, address.city, address.country].filter(Boolean).join(', '),
      );
    for (const { type, value } of invoice.customer_tax_ids ?? []) doc.text(`${type}: ${value}`);
    doc.moveDown();
    for (const line of invoice.lines.data)
      row(
        doc,
        `${line.description ?? ''}\n${day(line.period.start)} to ${day(line.period.end)}`,
        formatAmount(line.amount, line.currency),
      );
    doc.moveDown();
    row(doc, 'Subtotal', formatAmount(invoice.subtotal, invoice.currency));
    for (const tax of invoice.total_taxes ?? [])
      row(doc, `Tax (${tax.taxability_reason})`, formatAmount(tax.amount, invoice.currency));
    row(doc, 'Total', formatAmount(invoice.total, invoice.currency));
    doc.font('Helvetica-Bold');
    row(doc, 'Amount due', formatAmount(invoice.amount_due, invoice.currency));
    row(doc, 'Amount paid', formatAmount(invoice.amount_paid, invoice.currency));
    doc.font('Helvetica').moveDown().text(`Status: ${invoice.status}`);
    if (invoice.footer) doc.moveDown().text(invoice.footer);
  });
}

export function creditNotePdf(note: CreditNote): Promise<Buffer> {
  return render(`Credit note ${note.number}`, note.created, (doc) => {
    row(doc, 'Date of issue', day(note.effective_at));
    if (note.memo) doc.text(note.memo);
    doc.moveDown();
    for (const line of note.lines.data) row(doc, line.description ?? '', formatAmount(line.amount, note.currency));
    row(doc, 'Total credited', formatAmount(note.total, note.currency));
  });
}
