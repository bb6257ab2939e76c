import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe } from 'vitest';
import { type CephGateway, missingForCeph, startCephGateway } from '../testing/ceph-gateway.ts';
import { describesArchive } from './archive-store.contract.ts';
import { S3ArchiveStore } from './s3-archive-store.ts';

const BUCKET = 'archive';
const REGION = 'us-east-1';

// A store that only takes the headers of a lock and deletes all the same would prove nothing: this runs against a real one or not at all.
const missing = missingForCeph();
if (missing) console.warn(`The archive in S3 is NOT checked here: there is no ${missing}.`);

describe.skipIf(missing)('the archive in S3, by a real Ceph', () => {
  let ceph: CephGateway;
  beforeAll(async () => {
    ceph = await startCephGateway();
    const { endpoint, ...credentials } = ceph;
    const client = new S3Client({ region: REGION, endpoint, forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: BUCKET, ObjectLockEnabledForBucket: true }));
    client.destroy();
  }, 90_000);
  afterAll(() => ceph?.stop(), 30_000);

  describesArchive({
    open: async () => new S3ArchiveStore({ ...ceph, bucket: BUCKET, region: REGION }),
    now: () => new Date(),
    retainFor: 4_000,
    pass: sleep,
  });
});
