/** Where files are kept in a store that speaks S3. */
export type S3Options = {
  readonly bucket: string
  /** What the keys of this office begin with, without a slash at its ends; empty: nothing. */
  readonly prefix: string
  /** Of a store that is not Amazon's. */
  readonly endpoint: string | undefined
  readonly region: string
  /** The bucket is in the path of an address instead of its host's name. */
  readonly pathStyle: boolean
  /** Absent: what the SDK finds in the environment, in its own files, or as the role of the machine. */
  readonly credentials: { readonly keyId: string; readonly secret: string } | undefined
}

/** `s3://bucket/prefix`. */
export function s3Address({ bucket, prefix }: Pick<S3Options, 'bucket' | 'prefix'>): string {
  return prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`
}
