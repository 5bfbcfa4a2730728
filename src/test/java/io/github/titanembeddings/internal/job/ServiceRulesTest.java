package io.github.titanembeddings.internal.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.titanembeddings.batch.BatchInferenceRequest;
import io.github.titanembeddings.finetune.FineTuningRequest;
import io.github.titanembeddings.finetune.FineTuningSamples;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local rules accept exactly what the service's shapes accept. */
class ServiceRulesTest {
  private static final String ID = "0123456789ab";
  private static final String BEDROCK = "arn:aws:bedrock:us-east-1:123456789012:";

  private static final String MODEL_ARN =
      "arn:aws-%s:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0";

  private static final Pattern THIS_MODEL =
      Pattern.compile(
          "(.*foundation-model/)?amazon\\.titan-embed-image-v1:.*"
              + "|.*custom-model/(amazon\\.titan-embed-image-v1|imported)[:/].*");

  private static final Pattern TITAN_MODEL =
      Pattern.compile(
          "(?:arn:.*/)?amazon\\.titan-embed-[a-z0-9-]+(?::[a-z0-9-]+){0,2}(?:/[a-z0-9]{12})?");

  /** A rule, its shape, and samples from which random texts are derived. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions and lists are constants
  enum Rule {
    JOB_NAME("JobName", FieldRule.JOB_NAME::violations, "", "a", "a--b.+c", "a_b", "-a"),
    MODEL_NAME(
        "CustomModelName", FieldRule.MODEL_NAME::violations, "", "a_b-", "a__b", "a.b", "_a"),
    THROUGHPUT_NAME(
        "ProvisionedModelName", FieldRule.THROUGHPUT_NAME::violations, "", "a_b-", "a--b", "a.b"),
    TOKEN(
        "IdempotencyToken", FieldRule.CLIENT_TOKEN::violations, "", "a", "a--b", "-a", "a-", "a_b"),
    NETWORK("SubnetId", FieldRule.NETWORK_ID::violations, "subnet-0a", "subnet_0", ""),
    URI(
        "S3Uri",
        FieldRule.S3_URI::violations,
        "s3://abc",
        "s3://abc/",
        "s3://ab",
        "s3://ABC",
        "s3://-bc/a",
        "s3://abc//a",
        "s3://abc/a//b",
        "s3://abc/a/b/",
        "s3://abc/a=1",
        "s3://abc/-!_*'().",
        "s3:/abc/a",
        "http://abc/a",
        "s3://a.b-c/é"),
    ROLE(
        "RoleArn",
        FieldRule.ROLE::violations,
        "arn:aws:iam::123456789012:role/x",
        "arn:aws-cn:iam:::role/a/b",
        "arn:aws-:iam::123456789012:role/x",
        "arn:aws:iam::12:role/x",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:user/x"),
    KMS(
        "KmsKeyId",
        FieldRule.KMS_KEY::violations,
        "12345678-1234-1234-1234-123456789012",
        "alias/a_b/c",
        "alias/",
        "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
        "arn:aws:kms:us-east-1:123456789012:alias/a",
        "arn:aws:kms:us-east-1:123456789012:key/1"),
    BASE(
        "BaseModelIdentifier",
        FieldRule.BASE_MODEL::violations,
        FineTuningRequest.BASE_MODEL,
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0",
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        BEDROCK + "provisioned-model/" + ID,
        "a.b",
        "amazon.titan-embed-image-v1:0:c:d",
        "amazon.titan-embed-image-v1:0:c",
        "name_of-mine",
        "a b"),
    THROUGHPUT_MODEL(
        "ModelIdentifier",
        FieldRule.THROUGHPUT_MODEL::violations,
        FineTuningRequest.BASE_MODEL,
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        BEDROCK + "custom-model/imported/" + ID,
        BEDROCK + "custom-model-deployment/" + ID,
        "name_of-mine",
        "a--b"),
    BATCH_JOB_NAME(
        "ModelInvocationJobName", FieldRule.JOB_NAME::violations, "", "a", "a--b.+c", "a_b", "-a"),
    BATCH_TOKEN(
        "ModelInvocationIdempotencyToken",
        FieldRule.CLIENT_TOKEN::violations,
        "",
        "a",
        "a--b",
        "-a",
        "a-",
        "a_b"),
    BATCH_MODEL(
        "ModelId",
        FieldRule.BATCH_MODEL::violations,
        BatchInferenceRequest.BASE_MODEL,
        FineTuningRequest.BASE_MODEL,
        "amazon.titan-embed-text-v2:0",
        "amazon.titan-embed-image-v1:0:c:d",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1",
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        BEDROCK + "provisioned-model/" + ID,
        "amazon.titan-embed-",
        "name_of-mine"),
    BATCH_JOB(
        "ModelInvocationJobIdentifier",
        FieldRule.BATCH_JOB_ID::violations,
        ID,
        BEDROCK + "model-invocation-job/" + ID,
        "arn:aws-cn:bedrock:cn-north-1:123456789012:model-invocation-job/" + ID,
        BEDROCK + "model-customization-job/a.b/" + ID,
        "0123456789a",
        "0123456789abc",
        "catalog-1",
        ""),
    ACCOUNT("AccountId", FieldRule.ACCOUNT_ID::violations, "123456789012", "12345678901", "a"),
    JOB(
        "ModelCustomizationJobIdentifier",
        FieldRule.JOB_ID::violations,
        FineTuningSamples.JOB_ARN,
        BEDROCK + "model-customization-job/a.bc.d.e:f:g/" + ID,
        BEDROCK + "model-customization-job/a.b/" + ID,
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        "tune",
        "a--b.+c",
        "",
        "..",
        "a/b"),
    THROUGHPUT(
        "ProvisionedModelId",
        FieldRule.THROUGHPUT_ID::violations,
        FineTuningSamples.THROUGHPUT_ARN,
        "arn:aws-cn:bedrock:cn-north-1:123456789012:provisioned-model/" + ID,
        FineTuningSamples.MODEL_ARN,
        "shoes",
        "a_b-c",
        "a--b",
        "",
        "..",
        "a/b"),
    TAG_KEY("TagKey", FieldRule.TAG_KEY::violations, "a b._:/=+@-", "", "é"),
    TAG_VALUE("TagValue", FieldRule.TAG_VALUE::violations, "", "\t\u000B", "*");

    private final String shape;
    private final BiFunction<String, String, List<Violation>> check;
    private final List<String> samples;

    Rule(String shape, BiFunction<String, String, List<Violation>> check, String... samples) {
      this.shape = shape;
      this.check = check;
      this.samples = List.of(samples);
    }

    boolean accepts(String text) {
      return check.apply("x", text).isEmpty();
    }

    /** The identifiers that the service accepts; for models, only those of this model. */
    boolean shouldAccept(String text) {
      Pattern models =
          switch (this) {
            case BASE, THROUGHPUT_MODEL -> THIS_MODEL;
            case BATCH_MODEL -> TITAN_MODEL;
            default -> null;
          };
      return ServiceShapes.accepts(shape, text)
          && (models == null || models.matcher(text).matches());
    }
  }

  @ParameterizedTest
  @EnumSource
  void agreesWithTheServicesShapes(Rule rule) {
    Random random = new Random(rule.name().hashCode());
    String alphabet = "aZ0-_.:/+= é*s3\n@";
    int accepted = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder text = new StringBuilder(rule.samples.get(i % rule.samples.size()));
      for (int edits = random.nextInt(3); edits > 0 && i >= rule.samples.size(); edits--) {
        int at = random.nextInt(text.length() + 1);
        char c = alphabet.charAt(random.nextInt(alphabet.length()));
        if (at < text.length() && random.nextBoolean()) {
          text.setCharAt(at, c);
        } else {
          text.insert(at, c);
        }
      }
      boolean expected = rule.shouldAccept(text.toString());
      accepted += expected ? 1 : 0;
      assertThat(rule.accepts(text.toString())).as("%s: %s", rule.shape, text).isEqualTo(expected);
    }
    assertThat(accepted).isBetween(150, 9_850);
  }

  static Stream<Arguments> longest() {
    return Stream.of(
        Arguments.of(Rule.JOB_NAME, "%s", 63),
        Arguments.of(Rule.MODEL_NAME, "%s", 63),
        Arguments.of(Rule.THROUGHPUT_NAME, "%s", 63),
        Arguments.of(Rule.TOKEN, "%s", 256),
        Arguments.of(Rule.NETWORK, "%s", 32),
        Arguments.of(Rule.URI, "s3://abc/%s", 1024),
        Arguments.of(Rule.ROLE, "arn:aws:iam::123456789012:role/%s", 2048),
        Arguments.of(Rule.KMS, "alias/%s", 2048),
        Arguments.of(Rule.BASE, MODEL_ARN, 2048),
        Arguments.of(Rule.THROUGHPUT_MODEL, MODEL_ARN, 2048),
        Arguments.of(Rule.BATCH_JOB_NAME, "%s", 63),
        Arguments.of(Rule.BATCH_TOKEN, "%s", 256),
        Arguments.of(Rule.BATCH_MODEL, MODEL_ARN, 2048),
        Arguments.of(Rule.JOB, "%s", 1011),
        Arguments.of(Rule.TAG_KEY, "%s", 128),
        Arguments.of(Rule.TAG_VALUE, "%s", 256));
  }

  @ParameterizedTest
  @MethodSource("longest")
  void acceptsTheMaximumLengthAndRejectsLonger(Rule rule, String form, int length)
      throws Exception {
    int rest = length - form.length() + 2;
    String longest = form.replace("%s", "a".repeat(rest));
    String longer = form.replace("%s", "a".repeat(rest + 1));

    assertThat(with(64 << 20, () -> ServiceShapes.accepts(rule.shape, longest))).isTrue();
    assertThat(with(64 << 10, () -> rule.accepts(longest))).isTrue();
    assertThat(with(64 << 20, () -> ServiceShapes.accepts(rule.shape, longer))).isFalse();
    assertThat(with(64 << 10, () -> rule.accepts(longer))).isFalse();
  }

  @Test
  void limitsThroughputIdentifiersTo1011Characters() {
    assertThat(Rule.THROUGHPUT.accepts("a".repeat(1011))).isTrue();
    assertThat(Rule.THROUGHPUT.accepts("a".repeat(1012))).isFalse();
  }

  /** The fastest of several runs, since the machine may be busy. */
  @ParameterizedTest
  @EnumSource
  void checksAThousandHyphensWithin10Milliseconds(Rule rule) {
    String hyphens = "-".repeat(1000) + "\n";
    for (String start : rule.samples) {
      long best = Long.MAX_VALUE;
      for (int run = 0; run < 20; run++) {
        long begin = System.nanoTime();
        assertThat(rule.accepts(start + hyphens)).isFalse();
        best = Math.min(best, System.nanoTime() - begin);
      }
      assertThat(Duration.ofNanos(best)).as(start).isLessThan(Duration.ofMillis(10));
    }
  }

  @ParameterizedTest
  @EnumSource
  void checksLongTextsInLinearTime(Rule rule) {
    for (String part : List.of("a", "-", "a-", "a.", ":", "/", "arn:aws-", "a:b")) {
      for (String start : rule.samples) {
        String text = start + part.repeat(20_000) + "é";
        assertTimeoutPreemptively(
            Duration.ofSeconds(10), () -> assertThat(rule.accepts(text)).isFalse());
      }
    }
  }

  /** Runs an action with a stack size, in bytes; the service's patterns need a large one. */
  private static boolean with(int stackBytes, Supplier<Boolean> action) throws Exception {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    new Thread(
            null,
            () -> {
              try {
                result.complete(action.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "rule",
            stackBytes)
        .start();
    return result.get(60, TimeUnit.SECONDS);
  }

  @Test
  void namesTheInvalidCharacterAndItsPosition() {
    assertThat(message(FieldRule.JOB_NAME.violations("jobName", "my_job")))
        .contains("\"my_job\" with \"_\" as character 3")
        .contains("no underscore");
    assertThat(message(FieldRule.MODEL_NAME.violations("customModelName", "my.model")))
        .contains("\".\" as character 3")
        .contains("no dot");
    assertThat(message(FieldRule.JOB_NAME.violations("jobName", "a\u0000"))).contains("U+0000");
    assertThat(message(FieldRule.S3_URI.violations("uri", "s3://data/day=1/a b")))
        .contains("\"=\" as character 14")
        .contains("such as = + @ % and spaces");
    assertThat(message(FieldRule.S3_URI.violations("uri", "s3://Data/a")))
        .contains("a bucket of 3 to 63 lower-case letters");
    assertThat(message(FieldRule.S3_URI.violations("uri", "s3://data/a b"))).contains("a space");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amazon.titan-embed-image-v1",
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2",
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/anthropic.claude-v2/0123456789ab",
        "anthropic.claude-v2",
        "amazon.titan-embed-text-v2:0",
        "x",
        ""
      })
  void rejectsOtherModelsWithTheRemedy(String model) {
    assertThat(message(FieldRule.BASE_MODEL.violations("baseModelIdentifier", model)))
        .contains("use amazon.titan-embed-image-v1:0 (with :0) or a custom-model ARN");
    assertThat(message(FieldRule.THROUGHPUT_MODEL.violations("modelId", model)))
        .contains("use amazon.titan-embed-image-v1:0 (with :0) or a custom-model ARN");
  }

  private static String message(List<Violation> violations) {
    assertThat(violations).hasSize(1);
    return violations.get(0).message();
  }
}
