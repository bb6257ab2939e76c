export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1251' | 'windows-1252';

/**
 * Text of a file whose encoding nobody stated (INV-20). Byte order marks and UTF-8's own rules are proof; the two Windows code
 * pages accept any bytes, so the reading that looks like words wins: runs of Cyrillic letters, or lone accented Latin ones.
 */
export function decodeText(bytes: Uint8Array): { encoding: TextEncoding; text: string } {
  const encoding = detectEncoding(bytes);
  return { encoding, text: new TextDecoder(encoding).decode(bytes) };
}

function detectEncoding(bytes: Uint8Array): TextEncoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const wide = detectWide(bytes);
  if (wide) return wide;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return looksCyrillic(bytes) ? 'windows-1251' : 'windows-1252';
  }
}

/** UTF-16 without a mark: digits, separators and line ends leave a zero in every second byte, in any language. */
function detectWide(bytes: Uint8Array): TextEncoding | null {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const most = Math.max(zeros[0]!, zeros[1]!);
  if (most < sample.length / 20 || Math.min(zeros[0]!, zeros[1]!) > most / 10) return null;
  return zeros[1]! > zeros[0]! ? 'utf-16le' : 'utf-16be';
}

/** In Russian most high bytes neighbour another letter's high byte; in Western languages an accented letter stands alone. */
function looksCyrillic(bytes: Uint8Array): boolean {
  let letters = 0;
  let neighbours = 0;
  for (let index = 1; index < bytes.length && letters < 20_000; index++) {
    if (bytes[index]! < 0xc0) continue;
    letters++;
    if (bytes[index - 1]! >= 0xc0) neighbours++;
  }
  return neighbours * 2 > letters;
}
