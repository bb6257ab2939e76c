import { crc32, inflateRawSync } from 'node:zlib';

export class ZipError extends Error {
  readonly code: 'broken' | 'encrypted' | 'too_large';
  constructor(code: ZipError['code']) {
    super(`zip: ${code}`);
    this.code = code;
  }
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;

/**
 * Unpacks the wanted files of a zip archive. Sizes that an archive declares can lie, so each inflation itself stops at what is left
 * of `maxBytes` (all files together). Throws {@link ZipError}.
 */
export function unzip(bytes: Uint8Array, wanted: (path: string) => boolean, maxBytes: number): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = new Map<string, Uint8Array>();
  let left = maxBytes;
  try {
    const end = findEnd(view);
    let at = view.getUint32(end + 16, true);
    for (let count = view.getUint16(end + 10, true); count > 0; count--) {
      if (view.getUint32(at, true) !== ENTRY) throw new ZipError('broken');
      const nameLength = view.getUint16(at + 28, true);
      const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replaceAll('\\', '/');
      if (wanted(path) && !files.has(path)) {
        const file = unpack(bytes, view, at, left);
        left -= file.length;
        files.set(path, file);
      }
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch (error) {
    if (error instanceof ZipError) throw error;
    throw new ZipError('broken');
  }
  return files;
}

function findEnd(view: DataView): number {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new ZipError('broken');
}

function unpack(bytes: Uint8Array, view: DataView, entry: number, left: number): Uint8Array {
  if (view.getUint16(entry + 8, true) & 1) throw new ZipError('encrypted');
  const method = view.getUint16(entry + 10, true);
  const size = view.getUint32(entry + 20, true);
  const local = view.getUint32(entry + 42, true);
  if (view.getUint32(local, true) !== LOCAL) throw new ZipError('broken');
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const packed = bytes.subarray(start, start + size);
  if (left <= 0 || (method === 0 && size > left)) throw new ZipError('too_large');
  if (method === 0) return packed;
  if (method !== 8) throw new ZipError('broken');
  try {
    return inflateRawSync(packed, { maxOutputLength: left });
  } catch (error) {
    throw new ZipError((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'broken');
  }
}

/** Packs files without compression: a plain archive of known size for a reader that would inflate without a bound. */
export function zipStored(files: ReadonlyMap<string, Uint8Array>): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, data] of files) {
    const name = Buffer.from(path);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(0x800, 6);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(ENTRY, 0);
    entry.writeUInt16LE(20, 4);
    local.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(offset, 42);
    parts.push(local, name, Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    directory.push(entry, name);
    offset += 30 + name.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(files.size, 8);
  end.writeUInt16LE(files.size, 10);
  end.writeUInt32LE(
    directory.reduce((sum, part) => sum + part.length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}
