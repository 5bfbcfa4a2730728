package io.github.titanembeddings.validation;

/**
 * The {@linkplain Violation#code() codes} of all violations that this library reports. A code keeps
 * its value and its meaning in every later version, so programs may compare and store it.
 */
public final class ViolationCodes {
  /** A required input is missing: text, an image or both. */
  public static final String INPUT_MISSING = "input.missing";

  /** The model does not offer the requested vector length. */
  public static final String EMBEDDING_LENGTH_NOT_OFFERED = "embedding-length.not-offered";

  /** The text contains half of a surrogate pair. */
  public static final String TEXT_LONE_SURROGATE = "text.lone-surrogate";

  /** The text has more tokens than the model reads. */
  public static final String TEXT_TOO_MANY_TOKENS = "text.too-many-tokens";

  /** The credentials or file permissions do not allow reading the image. */
  public static final String IMAGE_ACCESS_DENIED = "image.access-denied";

  public static final String IMAGE_ANIMATED = "image.animated";
  public static final String IMAGE_BAD_BASE64 = "image.bad-base64";

  /** The ratio of the image's sides exceeds the limit. */
  public static final String IMAGE_ASPECT = "image.aspect";

  /** The text is not a data URI of an image. */
  public static final String IMAGE_BAD_DATA_URI = "image.bad-data-uri";

  public static final String IMAGE_CHANGED = "image.changed";
  public static final String IMAGE_CMYK = "image.cmyk";

  /** The image data contradicts itself. */
  public static final String IMAGE_CORRUPT = "image.corrupt";

  /** Another name in the same manifest refers to the same image. */
  public static final String IMAGE_DUPLICATE = "image.duplicate";

  /** The image has no bytes. */
  public static final String IMAGE_EMPTY = "image.empty";

  /** The end of the image data was not found where it was expected. */
  public static final String IMAGE_END_NOT_SEEN = "image.end-not-seen";

  /** The image exceeds the stricter of two documented size limits. */
  public static final String IMAGE_LARGE = "image.large";

  /** The training and validation manifests share the image under different names. */
  public static final String IMAGE_LEAKED = "image.leaked";

  /** The image is 0 pixels wide or high. */
  public static final String IMAGE_NO_PIXELS = "image.no-pixels";

  /** The path of the image is not a regular file. */
  public static final String IMAGE_NOT_A_FILE = "image.not-a-file";

  /** The image does not exist. */
  public static final String IMAGE_NOT_FOUND = "image.not-found";

  /** The object store does not accept the image's key. */
  public static final String IMAGE_NOT_STORED = "image.not-stored";

  /** The image has an Exif orientation that the service may ignore. */
  public static final String IMAGE_ROTATED = "image.rotated";

  /** A side of the image is longer than the limit. */
  public static final String IMAGE_SIDE_TOO_LARGE = "image.side-too-large";

  /** A side of the image is shorter than the limit. */
  public static final String IMAGE_SIDE_TOO_SMALL = "image.side-too-small";

  /** The stream of the image was already read. */
  public static final String IMAGE_STREAM_USED_UP = "image.stream-used-up";

  /** The image has more bytes than the limit. */
  public static final String IMAGE_TOO_LARGE = "image.too-large";

  /** The width times the height of the image exceeds the limit. */
  public static final String IMAGE_TOO_MANY_PIXELS = "image.too-many-pixels";

  /** The progressive JPEG has more scans than the limit. */
  public static final String IMAGE_TOO_MANY_SCANS = "image.too-many-scans";

  /** The image data ends too early. */
  public static final String IMAGE_TRUNCATED = "image.truncated";

  /** The image could not be read now; a retry may succeed. */
  public static final String IMAGE_UNAVAILABLE = "image.unavailable";

  /** The image could not be read. */
  public static final String IMAGE_UNREADABLE = "image.unreadable";

  /** The image is neither a PNG nor a JPEG. */
  public static final String IMAGE_UNSUPPORTED_FORMAT = "image.unsupported-format";

  /** The text is not a model ID or ARN. */
  public static final String MODEL_BAD_ID = "model.bad-id";

  /** A custom model is invoked through its Provisioned Throughput only. */
  public static final String MODEL_CUSTOM_NOT_INVOCABLE = "model.custom-not-invocable";

  /** The model cannot be deployed on demand. */
  public static final String MODEL_DEPLOYMENT_NOT_OFFERED = "model.deployment-not-offered";

  /** The model is in the Legacy state. */
  public static final String MODEL_LEGACY = "model.legacy";

  /** The credentials do not allow invoking the model. */
  public static final String MODEL_NO_ACCESS = "model.no-access";

  /** The model does not support fine-tuning. */
  public static final String MODEL_NO_FINE_TUNING = "model.no-fine-tuning";

  /** The state of the model could not be read. */
  public static final String MODEL_NOT_CHECKED = "model.not-checked";

  /** The region does not offer the model. */
  public static final String MODEL_NOT_OFFERED = "model.not-offered";

  /** The ARN does not name a Provisioned Throughput. */
  public static final String MODEL_NOT_PROVISIONED = "model.not-provisioned";

  /** The model expects a different request body. */
  public static final String MODEL_OTHER_PAYLOAD = "model.other-payload";

  /** The service does not know the model. */
  public static final String MODEL_UNKNOWN = "model.unknown";

  /** The service does not accept the request body. */
  public static final String BODY_MALFORMED = "body.malformed";

  /** The request body has more bytes than the service accepts. */
  public static final String BODY_TOO_LARGE = "body.too-large";

  /** The text is not an S3 URI. */
  public static final String S3_URI_INVALID = "s3-uri.invalid";

  /** The S3 URI names no object. */
  public static final String S3_URI_NO_KEY = "s3-uri.no-key";

  /** The service does not accept the S3 URI. */
  public static final String S3_URI_NOT_ACCEPTED = "s3-uri.not-accepted";

  /** The key occurs twice in a bulk run. */
  public static final String KEY_DUPLICATE = "key.duplicate";

  /** The key of a bulk item exceeds the limit. */
  public static final String KEY_TOO_LONG = "key.too-long";

  /** The credentials or file permissions do not allow reading the file. */
  public static final String FILE_ACCESS_DENIED = "file.access-denied";

  /** The file has no records. */
  public static final String FILE_EMPTY = "file.empty";

  /** The file is open in another process or call. */
  public static final String FILE_IN_USE = "file.in-use";

  /** Another file has the same object key. */
  public static final String FILE_KEY_TAKEN = "file.key-taken";

  /** The object key of the file exceeds the limit. */
  public static final String FILE_KEY_TOO_LONG = "file.key-too-long";

  /** The file is a symbolic link. */
  public static final String FILE_LINK = "file.link";

  /** A required file was not given. */
  public static final String FILE_MISSING = "file.missing";

  /** The file name cannot be represented as text. */
  public static final String FILE_NAME_UNDECODABLE = "file.name-undecodable";

  /** The file does not exist. */
  public static final String FILE_NOT_FOUND = "file.not-found";

  /** The file name does not end in {@code .jsonl}. */
  public static final String FILE_NOT_JSONL = "file.not-jsonl";

  /** The path is not a regular file. */
  public static final String FILE_NOT_REGULAR = "file.not-regular";

  /** The file is not UTF-8. */
  public static final String FILE_NOT_UTF8 = "file.not-utf8";

  /** The file is outside the S3 prefixes that the job's role may read. */
  public static final String FILE_OUTSIDE_PREFIXES = "file.outside-prefixes";

  /** The file could not be read now; a retry may succeed. */
  public static final String FILE_UNAVAILABLE = "file.unavailable";

  /** The file could not be read. */
  public static final String FILE_UNREADABLE = "file.unreadable";

  /** Another run uses the folder. */
  public static final String FOLDER_IN_USE = "folder.in-use";

  /** The line has no content. */
  public static final String LINE_BLANK = "line.blank";

  /** The line starts with a byte order mark. */
  public static final String LINE_BYTE_ORDER_MARK = "line.byte-order-mark";

  /** The line has an attribute twice. */
  public static final String LINE_DUPLICATE_ATTRIBUTE = "line.duplicate-attribute";

  /** The line is not valid JSON. */
  public static final String LINE_NOT_JSON = "line.not-json";

  /** The line is not a JSON object. */
  public static final String LINE_NOT_OBJECT = "line.not-object";

  /** The line is not UTF-8. */
  public static final String LINE_NOT_UTF8 = "line.not-utf8";

  /** The line has more bytes than the limit. */
  public static final String LINE_TOO_LONG = "line.too-long";

  /** The line has an attribute that the service does not know. */
  public static final String LINE_UNKNOWN_ATTRIBUTE = "line.unknown-attribute";

  /** The manifest has the {@code image-ref} twice. */
  public static final String IMAGE_REF_DUPLICATE = "image-ref.duplicate";

  /** The training and validation manifests share the {@code image-ref}. */
  public static final String IMAGE_REF_LEAKED = "image-ref.leaked";

  /** The {@code image-ref} contains half of a surrogate pair. */
  public static final String IMAGE_REF_LONE_SURROGATE = "image-ref.lone-surrogate";

  /** The line has no {@code image-ref}. */
  public static final String IMAGE_REF_MISSING = "image-ref.missing";

  /** The {@code image-ref} is not an S3 URI. */
  public static final String IMAGE_REF_NOT_S3_URI = "image-ref.not-s3-uri";

  /** The image is outside the S3 prefixes that the job's role may read. */
  public static final String IMAGE_REF_OUTSIDE_PREFIXES = "image-ref.outside-prefixes";

  /** The {@code image-ref} names an image with an error reported elsewhere. */
  public static final String IMAGE_REF_UNUSABLE = "image-ref.unusable";

  /** The {@code image-ref} is not a JSON string. */
  public static final String IMAGE_REF_WRONG_TYPE = "image-ref.wrong-type";

  /** The caption has no visible character. */
  public static final String CAPTION_BLANK = "caption.blank";

  /** The caption contains control characters. */
  public static final String CAPTION_CONTROL_CHARACTERS = "caption.control-characters";

  /** The caption contains half of a surrogate pair. */
  public static final String CAPTION_LONE_SURROGATE = "caption.lone-surrogate";

  /** The line or image has no caption. */
  public static final String CAPTION_MISSING = "caption.missing";

  /** The caption file is not UTF-8. */
  public static final String CAPTION_NOT_UTF8 = "caption.not-utf8";

  /** The caption file belongs to no image. */
  public static final String CAPTION_ORPHAN = "caption.orphan";

  /** The estimated token count of the caption exceeds the limit. */
  public static final String CAPTION_PROBABLY_TOO_MANY_TOKENS = "caption.probably-too-many-tokens";

  /** More images than the limit have the same caption. */
  public static final String CAPTION_REPEATED = "caption.repeated";

  /** The caption exceeds the limit on its length. */
  public static final String CAPTION_TOO_LONG = "caption.too-long";

  /** The lower bound of the caption's token count exceeds the limit. */
  public static final String CAPTION_TOO_MANY_TOKENS = "caption.too-many-tokens";

  /** The caption could not be read. */
  public static final String CAPTION_UNREADABLE = "caption.unreadable";

  /** The caption is not a JSON string. */
  public static final String CAPTION_WRONG_TYPE = "caption.wrong-type";

  /** The manifest has the pair of image and caption twice. */
  public static final String EXAMPLE_DUPLICATE = "example.duplicate";

  /** The training and validation manifests share the pair of image and caption. */
  public static final String EXAMPLE_LEAKED = "example.leaked";

  /** The manifests have more records than the account's default quota. */
  public static final String RECORDS_OVER_QUOTA = "records.over-quota";

  /** The manifest has fewer records than the limit. */
  public static final String RECORDS_TOO_FEW = "records.too-few";

  /** The manifest has more records than the limit. */
  public static final String RECORDS_TOO_MANY = "records.too-many";

  /** The dataset was validated at a place that the service cannot read. */
  public static final String DATASET_NOT_UPLOADED = "dataset.not-uploaded";

  /** The training and validation manifests are the same object. */
  public static final String VALIDATION_SAME_AS_TRAINING = "validation.same-as-training";

  /** A required field is not set. */
  public static final String FIELD_MISSING = "field.missing";

  /** The base model has the wrong format. */
  public static final String BASE_MODEL_INVALID = "base-model.invalid";

  /** The client request token has the wrong format. */
  public static final String CLIENT_TOKEN_INVALID = "client-token.invalid";

  /** The job's ID or ARN has the wrong format. */
  public static final String JOB_ID_INVALID = "job-id.invalid";

  /** The job name has the wrong format. */
  public static final String JOB_NAME_INVALID = "job-name.invalid";

  /** The KMS key has the wrong format. */
  public static final String KMS_KEY_INVALID = "kms-key.invalid";

  /** The model name has the wrong format. */
  public static final String MODEL_NAME_INVALID = "model-name.invalid";

  /** The role ARN has the wrong format. */
  public static final String ROLE_ARN_INVALID = "role-arn.invalid";

  /** A tag has the wrong format or is reserved. */
  public static final String TAG_INVALID = "tag.invalid";

  /** The request has more tags than the service accepts. */
  public static final String TAGS_TOO_MANY = "tags.too-many";

  /** The ID of a subnet or security group has the wrong format. */
  public static final String VPC_ID_INVALID = "vpc-id.invalid";

  /** The number of subnets or security groups is out of range. */
  public static final String VPC_BAD_COUNT = "vpc.bad-count";

  /** A hyperparameter is outside its range. */
  public static final String HYPERPARAMETER_OUT_OF_RANGE = "hyperparameter.out-of-range";

  /** The region does not offer fine-tuning of the model. */
  public static final String REGION_NO_FINE_TUNING = "region.no-fine-tuning";

  /** The region does not offer Provisioned Throughput for the model. */
  public static final String REGION_NO_THROUGHPUT = "region.no-throughput";

  /** The text is not an AWS account ID. */
  public static final String ROLE_BAD_ACCOUNT = "role.bad-account";

  /** The text is not the ARN of a KMS key. */
  public static final String ROLE_BAD_KEY = "role.bad-key";

  /** The KMS key is in another region than the job. */
  public static final String ROLE_KEY_ELSEWHERE = "role.key-elsewhere";

  /** The S3 URI of a manifest names a folder, not an object. */
  public static final String ROLE_NOT_AN_OBJECT = "role.not-an-object";

  /** The ID or ARN of the Provisioned Throughput has the wrong format. */
  public static final String THROUGHPUT_ID_INVALID = "throughput-id.invalid";

  /** The model of the Provisioned Throughput has the wrong format. */
  public static final String THROUGHPUT_MODEL_INVALID = "throughput-model.invalid";

  /** The ARN names a Provisioned Throughput, not a model. */
  public static final String THROUGHPUT_MODEL_IS_THROUGHPUT = "throughput-model.is-throughput";

  /** The name of the Provisioned Throughput has the wrong format. */
  public static final String THROUGHPUT_NAME_INVALID = "throughput-name.invalid";

  /** The number of model units is below 1. */
  public static final String THROUGHPUT_UNITS_TOO_FEW = "throughput-units.too-few";

  /** A temporary Provisioned Throughput cannot have a commitment. */
  public static final String THROUGHPUT_COMMITMENT_IS_NOT_TEMPORARY =
      "throughput.commitment-is-not-temporary";

  private ViolationCodes() {}
}
