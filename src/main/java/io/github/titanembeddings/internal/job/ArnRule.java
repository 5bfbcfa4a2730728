package io.github.titanembeddings.internal.job;

import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The service's rules for ARNs and IDs, as patterns that match in linear time. The rules for models
 * accept only the IDs and ARNs that this model can have.
 */
public enum ArnRule {
  ROLE(
      ViolationCodes.ROLE_ARN_INVALID,
      "arn:aws(?:-[^:]++)?+:iam::(?:[0-9]{12})?+:role/.+",
      "the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, of at most 2,048 characters",
      "take it from the role that the service must assume"),
  KMS_KEY(
      ViolationCodes.KMS_KEY_INVALID,
      "arn:aws(?:-[^:]++)?+:kms:[a-zA-Z0-9-]*+:[0-9]{12}:"
          + "(?:key/[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++)"
          + "|[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++",
      "a KMS key's ID of 36 characters, its alias/<name>, or the ARN of either",
      "take it from the key"),
  BASE_MODEL(
      ViolationCodes.BASE_MODEL_INVALID,
      Parts.models(Parts.THIS_MODEL),
      Parts.BASE + ", its ARN, or the ARN of a custom model made from it",
      Parts.USE_THIS_MODEL),
  THROUGHPUT_MODEL(
      ViolationCodes.THROUGHPUT_MODEL_INVALID,
      Parts.models("(?:imported|" + Parts.THIS_MODEL + ")"),
      "the ARN of a custom model, or " + Parts.BASE,
      Parts.USE_THIS_MODEL + " (outputModelArn of the completed job)"),
  JOB(
      ViolationCodes.JOB_ID_INVALID,
      Parts.BEDROCK
          + "[0-9]{12}:model-customization-job/[a-z0-9-]{1,63}[.][a-z0-9-]{2,126}"
          + "(?:[.][a-z0-9-]{1,63}){0,2}"
          + Parts.SUFFIXES
          + "/[a-z0-9]{12}|[a-zA-Z0-9][a-zA-Z0-9+.-]*+",
      Parts.MAX_ID,
      "the ARN of a fine-tuning job (…:model-customization-job/…) or its name, at most 1,011"
          + " characters",
      "use the ARN that submit returned, or the job's name"),
  THROUGHPUT(
      ViolationCodes.THROUGHPUT_ID_INVALID,
      Parts.BEDROCK + "[0-9]{12}:provisioned-model/[a-z0-9]{12}|" + Parts.NAME,
      Parts.MAX_ID,
      "the ARN of a provisioned throughput (…:provisioned-model/…) or its name, at most 1,011"
          + " characters",
      "use provisionedModelArn, or the throughput's name; a custom model or a job is no throughput");

  private final String code;
  private final Pattern pattern;
  private final int maxLength;
  private final String expected;
  private final String remedy;

  ArnRule(String code, String pattern, String expected, String remedy) {
    this(code, pattern, Parts.MAX_ARN, expected, remedy);
  }

  ArnRule(String code, String pattern, int maxLength, String expected, String remedy) {
    this.code = code;
    this.pattern = Pattern.compile(pattern);
    this.maxLength = maxLength;
    this.expected = expected;
    this.remedy = remedy;
  }

  /** Returns the violation of a text that does not match, or an empty list. */
  public List<Violation> violations(String path, String text) {
    if (this == THROUGHPUT_MODEL && isArnOf("custom-model-deployment", text)) {
      return List.of(
          Violation.error(path, ViolationCodes.MODEL_DEPLOYMENT_NOT_OFFERED)
              .actual(NameRule.shown(text) + ", a custom model deployment")
              .limit("a model that can be deployed on demand, which this model cannot")
              .remedy("give the custom model's own ARN, or run a batch job with it")
              .build());
    }
    if (this == THROUGHPUT_MODEL && isArnOf("provisioned-model", text)) {
      return List.of(
          Violation.error(path, ViolationCodes.THROUGHPUT_MODEL_IS_THROUGHPUT)
              .actual(NameRule.shown(text) + ", a provisioned throughput itself")
              .limit("the model behind it")
              .remedy("use outputModelArn of the completed job")
              .build());
    }
    return matches(text)
        ? List.of()
        : List.of(
            Violation.error(path, code)
                .actual(NameRule.shown(text))
                .limit(expected)
                .remedy(remedy)
                .build());
  }

  private static boolean isArnOf(String resource, String text) {
    return text.startsWith("arn:") && text.contains(":" + resource + "/");
  }

  public boolean matches(String text) {
    return text.length() <= maxLength && pattern.matcher(text).matches();
  }

  /**
   * Returns the text; throws an {@link io.github.titanembeddings.exception.InvalidRequestException}
   * if it does not match.
   *
   * @param path the identifier's wire name
   */
  public String require(String path, String text) {
    RequestCheck.requireValid(violations(path, text));
    return text;
  }

  private static final class Parts {
    static final String BASE = "amazon.titan-embed-image-v1:0";
    static final int MAX_ARN = 2048;
    static final int MAX_ID = 1011;
    static final String BEDROCK = "arn:aws(?:-[^:]++)?+:bedrock:[a-z0-9-]{1,20}:";
    static final String SUFFIXES = "(?::[a-z0-9-]{1,63}){0,2}";
    static final String NAME = "(?![_-])(?!.*[_-]{2})[0-9a-zA-Z_-]++";
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
