package io.github.titanembeddings.finetune;

import io.github.titanembeddings.validation.Violation;
import java.util.List;
import java.util.regex.Pattern;

/** The service's rules for ARNs and ids, in forms that never backtrack far. */
enum ArnRule {
  ROLE(
      "role-arn.invalid",
      "arn:aws(?:-[^:]++)?+:iam::(?:[0-9]{12})?+:role/.+",
      "the ARN of an IAM role, arn:aws:iam::<12 digits>:role/<name>, of at most 2,048 characters",
      "take it from the role that the service shall assume"),
  KMS_KEY(
      "kms-key.invalid",
      "arn:aws(?:-[^:]++)?+:kms:[a-zA-Z0-9-]*+:[0-9]{12}:"
          + "(?:key/[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++)"
          + "|[a-zA-Z0-9-]{36}|alias/[a-zA-Z0-9_/-]++",
      "a KMS key's id of 36 characters, its alias/<name>, or the ARN of either",
      "take it from the key"),
  BASE_MODEL(
      "base-model.invalid",
      Parts.BEDROCK
          + "(?:[0-9]{12}:custom-model/"
          + Parts.MODEL
          + "/[a-z0-9]{12}"
          + "|:foundation-model/[a-z0-9-]{1,63}[.][a-z0-9-]{1,63}"
          + Parts.SUFFIXES
          + ")|"
          + Parts.MODEL
          + "|(?:[0-9a-zA-Z][_-]?+)++",
      "amazon.titan-embed-image-v1:0, or the ARN of a model that can be tuned",
      "leave it unset"),
  THROUGHPUT_MODEL(
      "throughput-model.invalid",
      Parts.BEDROCK
          + "(?:[0-9]{12}:custom-model/(?:imported|[a-z0-9-]{1,63}[.][a-z0-9-]{1,63})"
          + Parts.SUFFIXES
          + "/[a-z0-9]{12}|:foundation-model/"
          + Parts.MODEL
          + ")|"
          + Parts.MODEL
          + "|(?:[0-9a-zA-Z][_-]?+)++",
      "the ARN or name of a custom model, or amazon.titan-embed-image-v1:0",
      "take outputModelArn from the completed job");

  private static final int MAX_LENGTH = 2048;

  private final String code;
  private final Pattern pattern;
  private final String words;
  private final String remedy;

  ArnRule(String code, String pattern, String words, String remedy) {
    this.code = code;
    this.pattern = Pattern.compile(pattern);
    this.words = words;
    this.remedy = remedy;
  }

  /** What is wrong with a text: nothing, or that it is none of these. */
  List<Violation> violations(String path, String text) {
    return text.length() <= MAX_LENGTH && pattern.matcher(text).matches()
        ? List.of()
        : List.of(
            Violation.error(path, code)
                .actual(NameRule.shown(text))
                .limit(words)
                .remedy(remedy)
                .build());
  }

  private static final class Parts {
    static final String BEDROCK = "arn:aws(?:-[^:]++)?+:bedrock:[a-z0-9-]{1,20}:";
    static final String SUFFIXES = "(?::[a-z0-9-]{1,63}){0,2}";
    static final String MODEL = "[a-z0-9-]{1,63}[.][a-z0-9-]{1,63}[.]?[a-z0-9-]{1,63}" + SUFFIXES;
  }
}
