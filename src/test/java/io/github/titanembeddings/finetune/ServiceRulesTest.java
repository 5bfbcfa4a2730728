package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.validation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The local rules allow what the service's own shapes allow, and nothing else. */
class ServiceRulesTest {
  private static final String ID = "0123456789ab";
  private static final String BEDROCK = "arn:aws:bedrock:us-east-1:123456789012:";

  /** A rule, the shape it stands for, and samples with which random texts begin. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions and lists are constants
  enum Rule {
    JOB_NAME("JobName", NameRule.JOB_NAME::violations, "", "a", "a--b.+c", "a_b", "-a"),
    MODEL_NAME("CustomModelName", NameRule.MODEL_NAME::violations, "", "a_b-", "a__b", "a.b", "_a"),
    THROUGHPUT_NAME(
        "ProvisionedModelName", NameRule.THROUGHPUT_NAME::violations, "", "a_b-", "a--b", "a.b"),
    TOKEN(
        "IdempotencyToken", NameRule.CLIENT_TOKEN::violations, "", "a", "a--b", "-a", "a-", "a_b"),
    NETWORK("SubnetId", NameRule.NETWORK_ID::violations, "subnet-0a", "subnet_0", ""),
    URI(
        "S3Uri",
        DataUri::violations,
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
        ArnRule.ROLE::violations,
        "arn:aws:iam::123456789012:role/x",
        "arn:aws-cn:iam:::role/a/b",
        "arn:aws-:iam::123456789012:role/x",
        "arn:aws:iam::12:role/x",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:user/x"),
    KMS(
        "KmsKeyId",
        ArnRule.KMS_KEY::violations,
        "12345678-1234-1234-1234-123456789012",
        "alias/a_b/c",
        "alias/",
        "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012",
        "arn:aws:kms:us-east-1:123456789012:alias/a",
        "arn:aws:kms:us-east-1:123456789012:key/1"),
    BASE(
        "BaseModelIdentifier",
        ArnRule.BASE_MODEL::violations,
        FineTuningRequest.BASE_MODEL,
        "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1:0",
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        BEDROCK + "provisioned-model/" + ID,
        "a.b",
        "a.b:c:d:e",
        "name_of-mine",
        "a b"),
    THROUGHPUT_MODEL(
        "ModelIdentifier",
        ArnRule.THROUGHPUT_MODEL::violations,
        FineTuningRequest.BASE_MODEL,
        BEDROCK + "custom-model/amazon.titan-embed-image-v1:0/" + ID,
        BEDROCK + "custom-model/imported/" + ID,
        BEDROCK + "custom-model-deployment/" + ID,
        "name_of-mine",
        "a--b"),
    TAG_KEY(
        "TagKey",
        (path, text) -> TagRule.violations(path, Map.of(text, "")),
        "a b._:/=+@-",
        "",
        "é"),
    TAG_VALUE(
        "TagValue",
        (path, text) -> TagRule.violations(path, Map.of("k", text)),
        "",
        "\t\u000B",
        "*");

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
  }

  @ParameterizedTest
  @EnumSource
  void aRuleAgreesWithTheServicesOnSamplesAndOnWhatIsNearThem(Rule rule) {
    Random random = new Random(rule.name().hashCode());
    String alphabet = "aZ0-_.:/+= é*s3\n@";
    int accepted = 0;
    for (int i = 0; i < 2_000; i++) {
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
      boolean expected = ServiceShapes.accepts(rule.shape, text.toString());
      accepted += expected ? 1 : 0;
      assertThat(rule.accepts(text.toString())).as("%s: %s", rule.shape, text).isEqualTo(expected);
    }
    assertThat(accepted).isBetween(30, 1_970);
  }

  static Stream<Arguments> longest() {
    return Stream.of(
        Arguments.of(Rule.JOB_NAME, "", 63),
        Arguments.of(Rule.MODEL_NAME, "", 63),
        Arguments.of(Rule.THROUGHPUT_NAME, "", 63),
        Arguments.of(Rule.TOKEN, "", 256),
        Arguments.of(Rule.NETWORK, "", 32),
        Arguments.of(Rule.URI, "s3://abc/", 1024),
        Arguments.of(Rule.ROLE, "arn:aws:iam::123456789012:role/", 2048),
        Arguments.of(Rule.KMS, "alias/", 2048),
        Arguments.of(Rule.BASE, "a", 2048),
        Arguments.of(Rule.THROUGHPUT_MODEL, "a", 2048),
        Arguments.of(Rule.TAG_KEY, "", 128),
        Arguments.of(Rule.TAG_VALUE, "", 256));
  }

  @ParameterizedTest
  @MethodSource("longest")
  void theLongestIsTakenAndOneLongerIsNot(Rule rule, String start, int length) throws Exception {
    String longest = start + "a".repeat(length - start.length());

    assertThat(with(64 << 20, () -> ServiceShapes.accepts(rule.shape, longest))).isTrue();
    assertThat(with(64 << 10, () -> rule.accepts(longest))).isTrue();
    assertThat(with(64 << 20, () -> ServiceShapes.accepts(rule.shape, longest + "a"))).isFalse();
    assertThat(with(64 << 10, () -> rule.accepts(longest + "a"))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void noTextTakesLong(Rule rule) {
    for (String part : List.of("a", "-", "a-", "a.", ":", "/", "arn:aws-", "a:b")) {
      for (String start : rule.samples) {
        String text = start + part.repeat(50_000) + "é";
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> assertThat(rule.accepts(text)).isFalse());
      }
    }
  }

  /** Runs something on a stack of so many bytes; the service's patterns need a large one. */
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
  void aMessageNamesTheWrongCharacterAndItsPlace() {
    assertThat(message(NameRule.JOB_NAME.violations("jobName", "my_job")))
        .contains("\"my_job\" with \"_\" as character 3")
        .contains("no underscore");
    assertThat(message(NameRule.MODEL_NAME.violations("customModelName", "my.model")))
        .contains("\".\" as character 3")
        .contains("no dot");
    assertThat(message(NameRule.JOB_NAME.violations("jobName", "a\u0000"))).contains("U+0000");
    assertThat(message(DataUri.violations("uri", "s3://data/day=1/a b")))
        .contains("\"=\" as character 14, in the key")
        .contains("such as = + @ % and spaces");
    assertThat(message(DataUri.violations("uri", "s3://Data/a"))).contains("in the bucket");
    assertThat(message(DataUri.violations("uri", "s3://data/a b"))).contains("a space");
  }

  private static String message(List<Violation> violations) {
    assertThat(violations).hasSize(1);
    return violations.get(0).message();
  }
}
