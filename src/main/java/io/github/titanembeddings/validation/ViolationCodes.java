package io.github.titanembeddings.validation;

/**
 * The {@linkplain Violation#code() codes} of all violations that this library reports. A code keeps
 * its value and its meaning in every later version, so programs may compare and store it. The
 * violation's message states the value, the limit and the remedy; only codes whose names need an
 * explanation are described here.
 */
public final class ViolationCodes {
  public static final String INPUT_MISSING = "input.missing";
  public static final String EMBEDDING_LENGTH_NOT_OFFERED = "embedding-length.not-offered";

  /** The model does not have this setting. */
  public static final String SETTING_NOT_OFFERED = "setting.not-offered";

  public static final String TEXT_LONE_SURROGATE = "text.lone-surrogate";
  public static final String TEXT_TOO_MANY_CHARACTERS = "text.too-many-characters";
  public static final String TEXT_TOO_MANY_TOKENS = "text.too-many-tokens";

  public static final String IMAGE_ACCESS_DENIED = "image.access-denied";
  public static final String IMAGE_ANIMATED = "image.animated";
  public static final String IMAGE_BAD_BASE64 = "image.bad-base64";
  public static final String IMAGE_ASPECT = "image.aspect";
  public static final String IMAGE_BAD_DATA_URI = "image.bad-data-uri";

  /** The image is heavily blurred. */
  public static final String IMAGE_BLURRED = "image.blurred";

  /** The image is nearly white. */
  public static final String IMAGE_BRIGHT = "image.bright";

  public static final String IMAGE_CHANGED = "image.changed";
  public static final String IMAGE_CMYK = "image.cmyk";

  /** The image data contradicts itself. */
  public static final String IMAGE_CORRUPT = "image.corrupt";

  /** The image is nearly black. */
  public static final String IMAGE_DARK = "image.dark";

  /** Another name in the same manifest refers to the same image. */
  public static final String IMAGE_DUPLICATE = "image.duplicate";

  public static final String IMAGE_EMPTY = "image.empty";

  /** The end of the image data was not found where it was expected. */
  public static final String IMAGE_END_NOT_SEEN = "image.end-not-seen";

  /** The image exceeds the stricter of two documented size limits. */
  public static final String IMAGE_LARGE = "image.large";

  /** The training and validation manifests share the image under different names. */
  public static final String IMAGE_LEAKED = "image.leaked";

  /** The image has no visible edge. */
  public static final String IMAGE_LOW_DETAIL = "image.low-detail";

  /** The image is a re-encoded, resized or cropped copy of another in the same manifest. */
  public static final String IMAGE_NEAR_DUPLICATE = "image.near-duplicate";

  /** The image is a re-encoded, resized or cropped copy of one in the training manifest. */
  public static final String IMAGE_NEAR_LEAKED = "image.near-leaked";

  public static final String IMAGE_NO_PIXELS = "image.no-pixels";
  public static final String IMAGE_NOT_A_FILE = "image.not-a-file";
  public static final String IMAGE_NOT_FOUND = "image.not-found";

  /** The object store does not accept the image's key. */
  public static final String IMAGE_NOT_STORED = "image.not-stored";

  /** The image has an Exif orientation that the service may ignore. */
  public static final String IMAGE_ROTATED = "image.rotated";

  /** A side of the image is longer than the limit. */
  public static final String IMAGE_SIDE_TOO_LARGE = "image.side-too-large";

  public static final String IMAGE_SIDE_TOO_SMALL = "image.side-too-small";

  /** The image has far more or fewer pixels than most of the dataset. */
  public static final String IMAGE_SIZE_OUTLIER = "image.size-outlier";

  /** The stream of the image was already read. */
  public static final String IMAGE_STREAM_USED_UP = "image.stream-used-up";

  public static final String IMAGE_TOO_LARGE = "image.too-large";
  public static final String IMAGE_TOO_MANY_PIXELS = "image.too-many-pixels";
  public static final String IMAGE_TOO_MANY_SCANS = "image.too-many-scans";
  public static final String IMAGE_TRUNCATED = "image.truncated";

  /** No pixel of the image is visible: all have an opacity near zero. */
  public static final String IMAGE_TRANSPARENT = "image.transparent";

  /** The image could not be read now; a retry may succeed. */
  public static final String IMAGE_UNAVAILABLE = "image.unavailable";

  public static final String IMAGE_UNREADABLE = "image.unreadable";
  public static final String IMAGE_UNSUPPORTED_FORMAT = "image.unsupported-format";

  /** The image has one color only. */
  public static final String IMAGE_UNIFORM = "image.uniform";

  public static final String MODEL_BAD_ID = "model.bad-id";

  /** A custom model is invoked through its Provisioned Throughput only. */
  public static final String MODEL_CUSTOM_NOT_INVOCABLE = "model.custom-not-invocable";

  /** The model cannot be deployed on demand. */
  public static final String MODEL_DEPLOYMENT_NOT_OFFERED = "model.deployment-not-offered";

  public static final String MODEL_LEGACY = "model.legacy";
  public static final String MODEL_NO_ACCESS = "model.no-access";
  public static final String MODEL_NO_FINE_TUNING = "model.no-fine-tuning";

  /** The state of the model could not be read. */
  public static final String MODEL_NOT_CHECKED = "model.not-checked";

  public static final String MODEL_NOT_OFFERED = "model.not-offered";
  public static final String MODEL_NOT_PROVISIONED = "model.not-provisioned";

  /** The model expects a different request body. */
  public static final String MODEL_OTHER_PAYLOAD = "model.other-payload";

  public static final String MODEL_UNKNOWN = "model.unknown";
  public static final String BODY_MALFORMED = "body.malformed";
  public static final String BODY_TOO_LARGE = "body.too-large";

  public static final String S3_URI_INVALID = "s3-uri.invalid";
  public static final String S3_URI_NO_KEY = "s3-uri.no-key";
  public static final String S3_URI_NOT_ACCEPTED = "s3-uri.not-accepted";
  public static final String KEY_DUPLICATE = "key.duplicate";
  public static final String KEY_TOO_LONG = "key.too-long";
  public static final String FILE_ACCESS_DENIED = "file.access-denied";
  public static final String FILE_EMPTY = "file.empty";
  public static final String FILE_IN_USE = "file.in-use";

  /** Another file has the same object key. */
  public static final String FILE_KEY_TAKEN = "file.key-taken";

  public static final String FILE_KEY_TOO_LONG = "file.key-too-long";
  public static final String FILE_LINK = "file.link";
  public static final String FILE_MISSING = "file.missing";
  public static final String FILE_NAME_UNDECODABLE = "file.name-undecodable";
  public static final String FILE_NOT_FOUND = "file.not-found";
  public static final String FILE_NOT_JSONL = "file.not-jsonl";
  public static final String FILE_NOT_REGULAR = "file.not-regular";
  public static final String FILE_NOT_UTF8 = "file.not-utf8";

  /** The file is outside the S3 prefixes that the job's role may read. */
  public static final String FILE_OUTSIDE_PREFIXES = "file.outside-prefixes";

  /** The file could not be read now; a retry may succeed. */
  public static final String FILE_UNAVAILABLE = "file.unavailable";

  public static final String FILE_UNREADABLE = "file.unreadable";
  public static final String FOLDER_IN_USE = "folder.in-use";

  public static final String LINE_BLANK = "line.blank";
  public static final String LINE_BYTE_ORDER_MARK = "line.byte-order-mark";
  public static final String LINE_DUPLICATE_ATTRIBUTE = "line.duplicate-attribute";
  public static final String LINE_NOT_JSON = "line.not-json";
  public static final String LINE_NOT_OBJECT = "line.not-object";
  public static final String LINE_NOT_UTF8 = "line.not-utf8";
  public static final String LINE_TOO_LONG = "line.too-long";
  public static final String LINE_UNKNOWN_ATTRIBUTE = "line.unknown-attribute";

  public static final String IMAGE_REF_DUPLICATE = "image-ref.duplicate";
  public static final String IMAGE_REF_LEAKED = "image-ref.leaked";
  public static final String IMAGE_REF_LONE_SURROGATE = "image-ref.lone-surrogate";
  public static final String IMAGE_REF_MISSING = "image-ref.missing";
  public static final String IMAGE_REF_NOT_S3_URI = "image-ref.not-s3-uri";

  /** The image is outside the S3 prefixes that the job's role may read. */
  public static final String IMAGE_REF_OUTSIDE_PREFIXES = "image-ref.outside-prefixes";

  /** The {@code image-ref} names an image with an error reported elsewhere. */
  public static final String IMAGE_REF_UNUSABLE = "image-ref.unusable";

  public static final String IMAGE_REF_WRONG_TYPE = "image-ref.wrong-type";

  public static final String CAPTION_BLANK = "caption.blank";

  /** Another line describes the same image with entirely different words. */
  public static final String CAPTION_CONTRADICTORY = "caption.contradictory";

  public static final String CAPTION_CONTROL_CHARACTERS = "caption.control-characters";
  public static final String CAPTION_FILE_NAME = "caption.file-name";
  public static final String CAPTION_HTML = "caption.html";

  /** The caption is far longer or shorter than most of the dataset. */
  public static final String CAPTION_LENGTH_OUTLIER = "caption.length-outlier";

  public static final String CAPTION_LONE_SURROGATE = "caption.lone-surrogate";
  public static final String CAPTION_MISSING = "caption.missing";
  public static final String CAPTION_NOT_ENGLISH = "caption.not-english";
  public static final String CAPTION_NOT_UTF8 = "caption.not-utf8";

  /** Captions of many images differ only in numbers. */
  public static final String CAPTION_NUMBERED = "caption.numbered";

  public static final String CAPTION_ONE_WORD = "caption.one-word";

  /** The caption file belongs to no image. */
  public static final String CAPTION_ORPHAN = "caption.orphan";

  /** The caption stands for a missing one, such as "N/A", or has no letters. */
  public static final String CAPTION_PLACEHOLDER = "caption.placeholder";

  /** The estimated token count of the caption exceeds the limit. */
  public static final String CAPTION_PROBABLY_TOO_MANY_TOKENS = "caption.probably-too-many-tokens";

  /** More images than the limit have the same caption. */
  public static final String CAPTION_REPEATED = "caption.repeated";

  public static final String CAPTION_TOO_LONG = "caption.too-long";

  /** The lower bound of the caption's token count exceeds the limit. */
  public static final String CAPTION_TOO_MANY_TOKENS = "caption.too-many-tokens";

  public static final String CAPTION_UNREADABLE = "caption.unreadable";
  public static final String CAPTION_URL = "caption.url";
  public static final String CAPTION_WRONG_TYPE = "caption.wrong-type";

  /** The manifest has the pair of image and caption twice. */
  public static final String EXAMPLE_DUPLICATE = "example.duplicate";

  /** The training and validation manifests share the pair of image and caption. */
  public static final String EXAMPLE_LEAKED = "example.leaked";

  /** The manifests have more records than the account's default quota. */
  public static final String RECORDS_OVER_QUOTA = "records.over-quota";

  public static final String RECORDS_TOO_FEW = "records.too-few";
  public static final String RECORDS_TOO_MANY = "records.too-many";

  /** The dataset was validated at a location that the service cannot read. */
  public static final String DATASET_NOT_UPLOADED = "dataset.not-uploaded";

  public static final String VALIDATION_SAME_AS_TRAINING = "validation.same-as-training";

  public static final String BATCH_RECORDS_TOO_LARGE = "batch.records-too-large";
  public static final String BATCH_TOO_FEW_RECORDS = "batch.too-few-records";

  /** A name or a value of the request metadata has the wrong format. */
  public static final String METADATA_INVALID = "metadata.invalid";

  public static final String METADATA_TOO_LONG = "metadata.too-long";
  public static final String SERVICE_TIER_NOT_OFFERED = "service-tier.not-offered";

  public static final String FIELD_MISSING = "field.missing";
  public static final String BASE_MODEL_INVALID = "base-model.invalid";
  public static final String BATCH_MODEL_INVALID = "batch-model.invalid";

  /** The ARN names a Provisioned Throughput, which batch jobs cannot use. */
  public static final String BATCH_MODEL_IS_THROUGHPUT = "batch-model.is-throughput";

  /**
   * The custom model is in a region without batch inference, or in a different region from the
   * client.
   */
  public static final String BATCH_MODEL_REGION = "batch-model.region";

  /** The timeout is not a number of hours that the service accepts. */
  public static final String BATCH_TIMEOUT_INVALID = "batch-timeout.invalid";

  public static final String CLIENT_TOKEN_INVALID = "client-token.invalid";
  public static final String JOB_ID_INVALID = "job-id.invalid";
  public static final String JOB_NAME_INVALID = "job-name.invalid";
  public static final String KMS_KEY_INVALID = "kms-key.invalid";
  public static final String MODEL_NAME_INVALID = "model-name.invalid";
  public static final String ROLE_ARN_INVALID = "role-arn.invalid";

  /** A tag has the wrong format or is reserved. */
  public static final String TAG_INVALID = "tag.invalid";

  public static final String TAGS_TOO_MANY = "tags.too-many";
  public static final String VPC_ID_INVALID = "vpc-id.invalid";
  public static final String VPC_BAD_COUNT = "vpc.bad-count";
  public static final String HYPERPARAMETER_OUT_OF_RANGE = "hyperparameter.out-of-range";

  public static final String REGION_NO_FINE_TUNING = "region.no-fine-tuning";
  public static final String REGION_NO_THROUGHPUT = "region.no-throughput";
  public static final String ROLE_BAD_ACCOUNT = "role.bad-account";
  public static final String ROLE_BAD_KEY = "role.bad-key";

  /** The KMS key is in a different region from the job. */
  public static final String ROLE_KEY_ELSEWHERE = "role.key-elsewhere";

  public static final String ROLE_NOT_AN_OBJECT = "role.not-an-object";

  /** The service role is for fine-tuning and batch jobs at the same time. */
  public static final String ROLE_TWO_KINDS = "role.two-kinds";

  public static final String THROUGHPUT_ID_INVALID = "throughput-id.invalid";
  public static final String THROUGHPUT_MODEL_INVALID = "throughput-model.invalid";

  /** The ARN names a Provisioned Throughput, not a model. */
  public static final String THROUGHPUT_MODEL_IS_THROUGHPUT = "throughput-model.is-throughput";

  public static final String THROUGHPUT_NAME_INVALID = "throughput-name.invalid";
  public static final String THROUGHPUT_UNITS_TOO_FEW = "throughput-units.too-few";

  /** A temporary Provisioned Throughput cannot have a commitment. */
  public static final String THROUGHPUT_COMMITMENT_IS_NOT_TEMPORARY =
      "throughput.commitment-is-not-temporary";

  private ViolationCodes() {}
}
