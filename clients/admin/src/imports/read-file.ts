/** The largest list that the server takes, in bytes (12 MB decoded). */
export const LARGEST_FILE = 12 * 1024 * 1024;

/** A file's bytes as base64, as the API takes them. Rejects when the browser cannot read it. */
export function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onerror = () => reject(reader.error);
    // A data URL is "data:<type>;base64,<bytes>".
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.readAsDataURL(file);
  });
}
