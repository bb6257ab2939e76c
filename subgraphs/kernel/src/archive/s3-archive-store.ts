import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import {
  ArchiveConflict,
  ArchiveDamaged,
  type Archived,
  type ArchiveStore,
  checkKey,
  sha256Of,
} from './archive-store.ts';

export interface S3ArchiveOptions {
  endpoint: string | null;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The archive in an S3 bucket with versions and Object Lock: compliance mode, which nobody lifts before its time, the account's root user
 * included. The lock keeps a version, not a key: later ones may lie over it, so the version's id is kept with the hash and read by it.
 */
export class S3ArchiveStore implements ArchiveStore {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor({ endpoint, region, bucket, accessKeyId, secretAccessKey }: S3ArchiveOptions) {
    this.#bucket = bucket;
    this.#client = new S3Client({
      region,
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
      credentials: { accessKeyId, secretAccessKey },
      // Others than Amazon refuse the SDK's own trailing checksums; the hash is ours.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
  }

  async putOnce(
    key: string,
    content: Uint8Array,
    options: { contentType: string; retainUntil: Date },
  ): Promise<Archived> {
    checkKey(key);
    const sha256 = sha256Of(content);
    const known = await this.#oldest(key);
    if (known) {
      if (known.sha256 !== sha256) throw new ArchiveConflict(key);
      return known;
    }
    const { VersionId: versionId } = await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        Body: content,
        ContentLength: content.byteLength,
        ContentType: options.contentType,
        Metadata: { sha256 },
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: options.retainUntil,
      }),
    );
    if (!versionId) throw new Error(`The bucket ${this.#bucket} keeps no versions: it is no archive`);
    // Two at once both found nothing: the one that came first counts.
    const first = (await this.#oldest(key))!;
    if (first.sha256 !== sha256) throw new ArchiveConflict(key);
    return first;
  }

  async get(key: string, versionId?: string | null): Promise<(Archived & { content: Uint8Array }) | null> {
    checkKey(key);
    const version = versionId ?? (await this.#oldest(key))?.versionId;
    if (!version) return null;
    try {
      const answer = await this.#client.send(
        new GetObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: version }),
      );
      const content = await answer.Body!.transformToByteArray();
      const sha256 = answer.Metadata?.sha256 ?? '';
      if (sha256Of(content) !== sha256) throw new ArchiveDamaged(key);
      return { content, sha256, versionId: version, retainUntil: answer.ObjectLockRetainUntilDate ?? new Date(0) };
    } catch (fault) {
      if (isMissing(fault)) return null;
      throw fault;
    }
  }

  async tryDelete(key: string, versionId?: string | null): Promise<'deleted' | 'retained' | 'missing'> {
    checkKey(key);
    const version = versionId ?? (await this.#oldest(key))?.versionId;
    if (!version) return 'missing';
    try {
      await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: version }));
      return 'deleted';
    } catch (fault) {
      if (fault instanceof S3ServiceException && fault.$metadata.httpStatusCode === 403) return 'retained';
      throw fault;
    }
  }

  /** The first version under a key: what was archived. */
  async #oldest(key: string): Promise<Archived | null> {
    const { Versions: versions = [] } = await this.#client.send(
      new ListObjectVersionsCommand({ Bucket: this.#bucket, Prefix: key }),
    );
    const own = versions.filter((version) => version.Key === key);
    const first = own.sort((one, other) => one.LastModified!.getTime() - other.LastModified!.getTime())[0];
    if (!first?.VersionId) return null;
    const head = await this.#client.send(
      new HeadObjectCommand({ Bucket: this.#bucket, Key: key, VersionId: first.VersionId }),
    );
    return {
      sha256: head.Metadata?.sha256 ?? '',
      versionId: first.VersionId,
      retainUntil: head.ObjectLockRetainUntilDate ?? new Date(0),
    };
  }
}

const isMissing = (fault: unknown) => fault instanceof S3ServiceException && fault.$metadata.httpStatusCode === 404;
