package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.batch.BatchSamples;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Received;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Validation and values of requests; built requests match the service's shapes. */
class BatchInferenceRequestTest {
  private static final String KEY =
      "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";

  @Test
  void sendsOnlyRequestsOfTheServicesShape() {
    Random random = new Random(7);
    int sent = 0;
    try (FakeBedrock bedrock = new FakeBedrock();
        BatchInferenceClient batch = EitherBatchClient.blocking(bedrock).build()) {
      for (int i = 0; i < 250; i++) {
        BatchInferenceRequest request = randomRequest(random);
        if (request == null) {
          continue;
        }
        sent++;
        bedrock.then(BatchSamples.CREATED);
        batch.submit(request);
        Received received = bedrock.received().get(bedrock.received().size() - 1);
        assertThat(received.path()).isEqualTo("/model-invocation-job");
        assertThat(ServiceShapes.problems("CreateModelInvocationJobRequest", received.body()))
            .isEmpty();
        assertThat(received.body()).contains("\"s3InputFormat\":\"JSONL\"");
      }
    }
    assertThat(sent).isGreaterThan(40);
  }

  private static @Nullable BatchInferenceRequest randomRequest(Random random) {
    BatchInferenceRequest.Builder builder =
        BatchSamples.request()
            .jobName(text(random, "aB9+-._", 1 + random.nextInt(5)))
            .inputUri("s3://data/" + text(random, "aB9!_*'()./=", 6))
            .outputUri("s3://data/" + text(random, "aB9_/", 3))
            .inputBucketOwner(random.nextBoolean() ? null : "12345678901" + random.nextInt(20))
            .outputBucketOwner(random.nextBoolean() ? null : "123456789012")
            .outputKmsKeyId(random.nextBoolean() ? null : "alias/" + text(random, "a_-/ ", 2))
            .timeout(random.nextBoolean() ? null : Duration.ofHours(20 + random.nextInt(100)))
            .tags(random.nextBoolean() ? Map.of() : Map.of(text(random, "a b:@/*", 2), "v"));
    if (random.nextBoolean()) {
      builder.vpc(ids(random.nextInt(18)), ids(2));
    }
    if (random.nextBoolean()) {
      builder.modelId(BatchSamples.CUSTOM_MODEL);
    }
    if (random.nextBoolean()) {
      builder.clientRequestToken(text(random, "a9-", 3));
    }
    try {
      return builder.build();
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  private static String text(Random random, String alphabet, int length) {
    StringBuilder text = new StringBuilder("a");
    while (text.length() < length) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static List<String> ids(int count) {
    return Collections.nCopies(count, "id-0");
  }

  @Test
  void reportsEveryMissingOrInvalidValue() {
    assertThat(paths(BatchInferenceRequest.builder()))
        .containsExactly(
            "jobName",
            "roleArn",
            "inputDataConfig.s3InputDataConfig.s3Uri",
            "outputDataConfig.s3OutputDataConfig.s3Uri");
    assertThat(
            paths(
                BatchInferenceRequest.builder()
                    .jobName("a_b")
                    .modelId("a b")
                    .roleArn("role")
                    .inputUri("s3://shop/day=1/")
                    .inputBucketOwner("1")
                    .outputUri("s3://shop//out")
                    .outputBucketOwner("1")
                    .outputKmsKeyId("key")
                    .timeout(Duration.ofHours(1))
                    .vpc(List.of("a b"), List.of())
                    .tags(tags(201))
                    .clientRequestToken("-")))
        .containsExactly(
            "jobName",
            "modelId",
            "roleArn",
            "inputDataConfig.s3InputDataConfig.s3Uri",
            "inputDataConfig.s3InputDataConfig.s3BucketOwner",
            "outputDataConfig.s3OutputDataConfig.s3Uri",
            "outputDataConfig.s3OutputDataConfig.s3BucketOwner",
            "outputDataConfig.s3OutputDataConfig.s3EncryptionKeyId",
            "timeoutDurationInHours",
            "vpcConfig.subnetIds[0]",
            "vpcConfig.securityGroupIds",
            "tags",
            "clientRequestToken");
  }

  private static Map<String, String> tags(int count) {
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put("key " + i, "");
    }
    return tags;
  }

  private static List<String> paths(BatchInferenceRequest.Builder builder) {
    return violations(builder).stream().map(Violation::path).toList();
  }

  private static List<Violation> violations(BatchInferenceRequest.Builder builder) {
    return Failures.violations(builder::build);
  }

  @ParameterizedTest
  @CsvSource({
    "PT24H, true",
    "PT168H, true",
    "PT25H, true",
    "PT23H, false",
    "PT169H, false",
    "PT24H1S, false",
    "PT30H30M, false",
    "PT-24H, false",
  })
  void acceptsTimeoutsOf24To168WholeHours(Duration timeout, boolean valid) {
    BatchInferenceRequest.Builder request = BatchSamples.request().timeout(timeout);
    if (valid) {
      assertThat(request.build().timeout()).hasValue(timeout);
    } else {
      assertThat(violations(request))
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.code()).isEqualTo(ViolationCodes.BATCH_TIMEOUT_INVALID);
                assertThat(violation.message()).contains(timeout.toString(), "24 to 168");
              });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "amazon.titan-embed-image-v1, ''",
    "amazon.titan-embed-image-v1:0, ''",
    "amazon.titan-embed-text-v2:0, ''",
    "arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-embed-image-v1, ''",
    "arn:aws:bedrock:us-west-2:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdef123456,"
        + " ''",
    "arn:aws:bedrock:eu-west-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdef123456,"
        + " batch-model.region",
    "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdef123456,"
        + " batch-model.is-throughput",
    "amazon.titan-embed-text-v1, batch-model.invalid",
    "amazon.titan-embed-text-v1:2:8k, batch-model.invalid",
    "amazon.titan-embed-g1-text-02, batch-model.invalid",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v1, batch-model.invalid",
    "anthropic.claude-v2, batch-model.invalid",
    "my-model, batch-model.invalid",
  })
  void acceptsModelsThatABatchJobRuns(String modelId, String code) {
    BatchInferenceRequest.Builder request = BatchSamples.request().modelId(modelId);
    if (code.isEmpty()) {
      assertThat(request.build().modelId()).isEqualTo(modelId);
    } else {
      assertThat(violations(request)).extracting(Violation::code).containsExactly(code);
    }
  }

  @Test
  void acceptsCountsUpToTheLimits() {
    assertThat(BatchSamples.request().vpc(ids(16), ids(5)).tags(tags(200)).build().tags())
        .hasSize(200);
    assertThat(paths(BatchSamples.request().vpc(ids(17), ids(6)))).hasSize(2);
  }

  @Test
  void returnsTheConfiguredValues() {
    BatchInferenceRequest request =
        BatchSamples.request()
            .inputBucketOwner("111111111111")
            .outputBucketOwner("222222222222")
            .outputKmsKeyId(KEY)
            .timeout(Duration.ofDays(2))
            .vpc(List.of("subnet-1"), List.of("sg-1"))
            .tags(Map.of("team", "search"))
            .build();

    assertThat(request.jobName()).isEqualTo("catalog");
    assertThat(request.modelId()).isEqualTo("amazon.titan-embed-image-v1");
    assertThat(request.roleArn()).endsWith("role/Batch");
    assertThat(request.inputUri()).isEqualTo("s3://shop/in/");
    assertThat(request.outputUri()).isEqualTo("s3://shop/out/");
    assertThat(request.inputBucketOwner()).hasValue("111111111111");
    assertThat(request.outputBucketOwner()).hasValue("222222222222");
    assertThat(request.outputKmsKeyId()).hasValue(KEY);
    assertThat(request.subnetIds()).containsExactly("subnet-1");
    assertThat(request.securityGroupIds()).containsExactly("sg-1");
    assertThat(request.toBuilder().build()).isEqualTo(request).hasSameHashCodeAs(request);
    assertThat(request).hasToString("BatchInferenceRequest[catalog embeds s3://shop/in/]");
  }

  @Test
  void derivesTheTokenFromAllValues() {
    BatchInferenceRequest request = BatchSamples.request().build();

    assertThat(request.clientRequestToken()).matches("[0-9a-f]{64}");
    assertThat(BatchSamples.request().build()).isEqualTo(request);
    List<BatchInferenceRequest.Builder> others =
        List.of(
            request.toBuilder().jobName("b"),
            request.toBuilder().modelId(BatchSamples.CUSTOM_MODEL),
            request.toBuilder().roleArn("arn:aws:iam::123456789012:role/Other"),
            request.toBuilder().inputUri("s3://shop/other/"),
            request.toBuilder().outputUri("s3://shop/other/"),
            request.toBuilder().inputBucketOwner("123456789012"),
            request.toBuilder().outputBucketOwner("123456789012"),
            request.toBuilder().outputKmsKeyId(KEY),
            request.toBuilder().timeout(Duration.ofHours(24)),
            request.toBuilder().vpc(ids(1), ids(1)),
            request.toBuilder().tags(Map.of("a", "b")));
    assertThat(others.stream().map(other -> other.build().clientRequestToken()))
        .doesNotHaveDuplicates()
        .doesNotContain(request.clientRequestToken());
    BatchInferenceRequest own = request.toBuilder().clientRequestToken("mine").build();
    assertThat(own.toBuilder().jobName("b").build().clientRequestToken()).isEqualTo("mine");
    assertThat(own).isNotEqualTo(request);
  }
}
