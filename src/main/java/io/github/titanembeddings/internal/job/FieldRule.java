package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The service's rules for names, URIs, ARNs and IDs, as patterns that match in linear time. The
 * rules for models accept only the IDs and ARNs that this model can have.
 */
public enum FieldRule {
  JOB_NAME(
      ViolationCodes.JOB_NAME_INVALID,
      63,
      "[a-zA-Z0-9+.-]",
      "[a-zA-Z0-9][a-zA-Z0-9+.-]*+",
      "1 to 63 characters: a letter or digit, then letters, digits, + - and . (no underscore, which"
          + " only a model's name may contain)",
      "choose another"),
  MODEL_NAME(
      ViolationCodes.MODEL_NAME_INVALID,
      63,
      "[a-zA-Z0-9_-]",
      "(?:[a-zA-Z0-9][_-]?+)++",
      "1 to 63 characters: letters and digits, each followed by at most one _ or - (no dot, which"
          + " only a job's name may contain)",
      "choose another"),
  THROUGHPUT_NAME(
      ViolationCodes.THROUGHPUT_NAME_INVALID,
      63,
      "[a-zA-Z0-9_-]",
      "(?:[a-zA-Z0-9][_-]?+)++",
      "1 to 63 characters: letters and digits, each followed by at most one _ or -",
      "choose another"),
  CLIENT_TOKEN(
      ViolationCodes.CLIENT_TOKEN_INVALID,
      256,
      "[a-zA-Z0-9-]",
      "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?",
      "1 to 256 characters: letters and digits, and hyphens between them, as in a UUID",
      "choose another"),
  NETWORK_ID(
      ViolationCodes.VPC_ID_INVALID,
      32,
      "[a-zA-Z0-9-]",
      "[a-zA-Z0-9-]++",
      "1 to 32 characters: letters, digits and hyphens",
      "give the ID of a subnet or security group"),
  TAG_KEY(
      ViolationCodes.TAG_INVALID,
      128,
      Parts.TAG,
      Parts.TAG + "++",
      "1 to 128 characters: letters, digits, spaces and . _ : / = + @ -",
      Parts.CHANGE),
  TAG_VALUE(
      ViolationCodes.TAG_INVALID,
      256,
      Parts.TAG,
      Parts.TAG + "*+",
      "0 to 256 characters: letters, digits, spaces and . _ : / = + @ -",
      Parts.CHANGE),
  /** Without the line breaks that the service's rule allows, since it is part of a header. */
  METADATA_NAME(
      ViolationCodes.METADATA_INVALID,
      256,
      Parts.METADATA,
      Parts.METADATA + "++",
      "1 to 256 characters: letters, digits, spaces and . _ : / = + $ @ -",
      Parts.CHANGE),
  METADATA_VALUE(
      ViolationCodes.METADATA_INVALID,
      256,
      Parts.METADATA,
      Parts.METADATA + "*+",
      "0 to 256 characters: letters, digits, spaces and . _ : / = + $ @ -",
      Parts.CHANGE),
  /** Narrower than the rule of Amazon S3. */
  S3_URI(
      ViolationCodes.S3_URI_NOT_ACCEPTED,
      1024,
      "[a-zA-Z0-9!_*'():/.-]",
      "s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[a-zA-Z0-9!_*'().-]++)*+/?+",
      "at most 1,024 characters, s3://bucket/folder/file: a bucket of 3 to 63 lower-case letters,"
          + " digits, dots and hyphens, and a key of letters, digits and - ! _ * ' ( ) . between"
          + " single slashes; Amazon S3 allows more, such as = + @ % and spaces, but a job does"
          + " not",
      "copy the data to a key without them"),
  ROLE(
      ViolationCodes.ROLE_ARN_INVALID,
      Parts.MAX_ARN,
      ".",
      "arn:aws(?:-[^:]++)?+:iam::(?:[0-9]{12})?+:role/.+",
      "the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, of at most 2,048 characters",
      "take it from the role that the service must assume"),
  ACCOUNT_ID(
      ViolationCodes.ROLE_BAD_ACCOUNT,
      12,
      "[0-9]",
      "[0-9]{12}",
      "12 digits",
      "give the ID of the account"),
  KMS_KEY(
      ViolationCodes.KMS_KEY_INVALID,
      Parts.MAX_ARN,
      "[a-zA-Z0-9:/_-]",
      "arn:aws(?:-[^:]++)?+:kms:[a-zA-Z0-9-]*+:[0-9]{12}:"
          + "(?:key/[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++)"
          + "|[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++",
      "a KMS key's ID of 36 characters, its alias/<name>, or the ARN of either",
      "take it from the key"),
  BASE_MODEL(
      ViolationCodes.BASE_MODEL_INVALID,
      Parts.MAX_ARN,
      ".",
      Parts.models(Parts.THIS_MODEL),
      Parts.BASE + ", its ARN, or the ARN of a custom model made from it",
      Parts.USE_THIS_MODEL),
  THROUGHPUT_MODEL(
      ViolationCodes.THROUGHPUT_MODEL_INVALID,
      Parts.MAX_ARN,
      ".",
      Parts.models("(?:imported|" + Parts.THIS_MODEL + ")"),
      "the ARN of a custom model, or " + Parts.BASE,
      Parts.USE_THIS_MODEL + " (outputModelArn of the completed job)"),
  BATCH_MODEL(
      ViolationCodes.BATCH_MODEL_INVALID,
      Parts.MAX_ARN,
      ".",
      Parts.BEDROCK
          + "(?:[0-9]{12}:custom-model/"
          + Parts.TITAN
          + "/[a-z0-9]{12}|:foundation-model/"
          + Parts.TITAN
          + ")|"
          + Parts.TITAN,
      "the ID or ARN of a Titan embedding model except Text Embeddings V1, or the ARN of a custom"
          + " model made from it",
      "use amazon.titan-embed-image-v1, amazon.titan-embed-text-v2:0 or a custom-model ARN"),
  BATCH_JOB_ID(
      ViolationCodes.JOB_ID_INVALID,
      Parts.MAX_ID,
      ".",
      "(?:" + Parts.BEDROCK + "[0-9]{12}:model-invocation-job/)?+[a-z0-9]{12}",
      "the ARN of a batch job (…:model-invocation-job/…) or its ID of 12 letters and digits",
      "use the ARN that submit returned; the service does not find a batch job by its name"),
  JOB_ID(
      ViolationCodes.JOB_ID_INVALID,
      Parts.MAX_ID,
      ".",
      Parts.BEDROCK
          + "[0-9]{12}:model-customization-job/[a-z0-9-]{1,63}[.][a-z0-9-]{2,126}"
          + "(?:[.][a-z0-9-]{1,63}){0,2}"
          + Parts.SUFFIXES
          + "/[a-z0-9]{12}|[a-zA-Z0-9][a-zA-Z0-9+.-]*+",
      "the ARN of a fine-tuning job (…:model-customization-job/…) or its name, at most 1,011"
          + " characters",
      "use the ARN that submit returned, or the job's name"),
  THROUGHPUT_ID(
      ViolationCodes.THROUGHPUT_ID_INVALID,
      Parts.MAX_ID,
      ".",
      Parts.BEDROCK
          + "[0-9]{12}:provisioned-model/[a-z0-9]{12}|(?![_-])(?!.*[_-]{2})[0-9a-zA-Z_-]++",
      "the ARN of a provisioned throughput (…:provisioned-model/…) or its name, at most 1,011"
          + " characters",
      "use provisionedModelArn, or the throughput's name; a custom model or a job is no"
          + " throughput");

  private static final int SHOWN = 100;

  private final String code;
  private final int maxLength;
  private final Pattern allowed;
  private final Pattern pattern;
  private final String expected;
  private final String remedy;

  /** Creates a rule; {@code allowed} are the characters that may occur at all. */
  FieldRule(
      String code, int maxLength, String allowed, String pattern, String expected, String remedy) {
    this.code = code;
    this.maxLength = maxLength;
    this.allowed = Pattern.compile(allowed + "*+");
    this.pattern = Pattern.compile(pattern);
    this.expected = expected;
    this.remedy = remedy;
  }

  public boolean matches(String text) {
    return text.length() <= maxLength && pattern.matcher(text).matches();
  }

  /** Returns the violation of a text that does not match, or an empty list. */
  public List<Violation> violations(String path, String text) {
    if (matches(text)) {
      return List.of();
    }
    if (this == THROUGHPUT_MODEL && isArnOf("custom-model-deployment", text)) {
      return List.of(
          Violation.error(path, ViolationCodes.MODEL_DEPLOYMENT_NOT_OFFERED)
              .actual(shown(text) + ", a custom model deployment")
              .limit("a model that can be deployed on demand, which this model cannot")
              .remedy("give the custom model's own ARN, or run a batch job with it")
              .build());
    }
    if (this == BATCH_MODEL && isArnOf("provisioned-model", text)) {
      return List.of(
          Violation.error(path, ViolationCodes.BATCH_MODEL_IS_THROUGHPUT)
              .actual(shown(text) + ", a provisioned throughput")
              .limit("a model, since batch jobs do not run on provisioned throughput")
              .remedy("give the ARN of the custom model itself, which needs no throughput here")
              .build());
    }
    if (this == THROUGHPUT_MODEL && isArnOf("provisioned-model", text)) {
      return List.of(
          Violation.error(path, ViolationCodes.THROUGHPUT_MODEL_IS_THROUGHPUT)
              .actual(shown(text) + ", a provisioned throughput itself")
              .limit("the model behind it")
              .remedy("use outputModelArn of the completed job")
              .build());
    }
    return List.of(
        Violation.error(path, code).actual(actual(text)).limit(expected).remedy(remedy).build());
  }

  private static boolean isArnOf(String resource, String text) {
    return text.startsWith("arn:") && text.contains(":" + resource + "/");
  }

  private String actual(String text) {
    if (text.length() > maxLength || text.isEmpty()) {
      return String.format(Locale.ROOT, "%s of %,d characters", shown(text), text.length());
    }
    Matcher start = allowed.matcher(text);
    return shown(text)
        + (start.lookingAt() && start.end() < text.length()
            ? " with " + characterAt(text, start.end())
            : "");
  }

  public static String shown(String text) {
    return "\"" + Abbreviate.beginning(text, SHOWN) + "\"";
  }

  /** Describes a character by its position, such as {@code "_" as character 3}. */
  private static String characterAt(String text, int index) {
    int codePoint = text.codePointAt(index);
    String name;
    if (codePoint > ' ' && codePoint < 0x7F) {
      name = "\"" + Character.toString(codePoint) + "\"";
    } else {
      name = codePoint == ' ' ? "a space" : String.format(Locale.ROOT, "U+%04X", codePoint);
    }
    return name + " as character " + (text.codePointCount(0, index) + 1);
  }

  /**
   * Returns the text.
   *
   * @param path the identifier's wire name
   * @throws InvalidRequestException if it does not match
   */
  public String require(String path, String text) {
    List<Violation> found = violations(path, text);
    if (!found.isEmpty()) {
      throw new InvalidRequestException(found);
    }
    return text;
  }

  private static final class Parts {
    static final String BASE = "amazon.titan-embed-image-v1:0";
    static final String TAG = "[a-zA-Z0-9\\s._:/=+@-]";
    static final String METADATA = "[a-zA-Z0-9 ._:/=+$@-]";
    static final String CHANGE = "change it";
    static final int MAX_ARN = 2048;
    static final int MAX_ID = 1011;
    static final String BEDROCK = "arn:aws(?:-[^:]++)?+:bedrock:[a-z0-9-]{1,20}:";
    static final String SUFFIXES = "(?::[a-z0-9-]{1,63}){0,2}";
    static final String TITAN =
        "amazon[.](?=[^/]{1,63}(?:/|$))titan-embed-(?!text-v1|g1-text)[a-z0-9-]{1,51}" + SUFFIXES;
    static final String THIS_MODEL = "amazon[.]titan-embed-image-v1";
    static final String USE_THIS_MODEL = "use " + Parts.BASE + " (with :0) or a custom-model ARN";

    /** A custom model, or this foundation model by ARN or ID. */
    static String models(String customModel) {
      String thisModel = THIS_MODEL + "(?::[a-z0-9-]{1,63}){1,2}";
      return BEDROCK
          + "(?:[0-9]{12}:custom-model/"
          + customModel
          + SUFFIXES
          + "/[a-z0-9]{12}|:foundation-model/"
          + thisModel
          + ")|"
          + thisModel;
    }
  }
}
