package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.ProvisionedThroughputRequest.CommitmentDuration;
import io.github.titanembeddings.support.Failures;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import io.github.titanembeddings.validation.Violation;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Built requests match the service's shapes. */
class RequestShapesTest {
  @Test
  void buildsOnlyRequestsOfTheServicesShape() {
    Random random = new Random(5);
    int sent = 0;
    try (FakeBedrock bedrock = new FakeBedrock();
        FineTuningClient tuning = FineTuningSamples.client(bedrock)) {
      for (int i = 0; i < 250; i++) {
        FineTuningRequest request = randomRequest(random);
        if (request == null) {
          continue;
        }
        sent++;
        bedrock.then(new Response(201, "", "{\"jobArn\":\"" + FineTuningSamples.JOB_ARN + "\"}"));
        tuning.submit(request);
        String body = bedrock.received().get(bedrock.received().size() - 1).body();
        assertThat(ServiceShapes.problems("CreateModelCustomizationJobRequest", body)).isEmpty();
        assertThat(body).contains("\"customizationType\":\"FINE_TUNING\"").contains("epochCount");
      }
    }
    assertThat(sent).isGreaterThan(40);
  }

  @Test
  void buildsThroughputRequestsOfTheServicesShape() {
    try (FakeBedrock bedrock = new FakeBedrock();
        FineTuningClient tuning = FineTuningSamples.client(bedrock)) {
      bedrock.then(
          new Response(
              201,
              "",
              "{\"provisionedModelArn\":\"arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl\"}"));
      tuning
          .provisionedThroughput()
          .create(
              FineTuningSamples.throughput()
                  .tags(Map.of("team", "search"))
                  .commitmentDuration(CommitmentDuration.ONE_MONTH)
                  .build());
      assertThat(
              ServiceShapes.problems(
                  "CreateProvisionedModelThroughputRequest", bedrock.received().get(0).body()))
          .isEmpty();
    }
  }

  @Test
  void shapesReportEveryProblem() {
    assertThat(
            ServiceShapes.problems(
                "CreateModelCustomizationJobRequest",
                "{\"jobName\":\"a_b\",\"x\":1,\"jobTags\":[{\"key\":\"\"}]}"))
        .hasSizeGreaterThan(6);
  }

  @Test
  void reportsEveryMissingOrInvalidValue() {
    FineTuningRequest.Builder nothing = FineTuningRequest.builder();
    assertThat(paths(nothing))
        .containsExactly(
            "jobName",
            "customModelName",
            "roleArn",
            "trainingDataConfig.s3Uri",
            "validationDataConfig.validators[0].s3Uri",
            "outputDataConfig.s3Uri");
    assertThat(paths(nothing.withoutValidation())).hasSize(5);

    FineTuningRequest.Builder wrong =
        FineTuningSamples.request()
            .jobName("a_b")
            .baseModelIdentifier("a b")
            .customModelKmsKeyId("key")
            .vpc(List.of("a b"), List.of())
            .jobTags(Map.of("a*", ""))
            .customModelTags(manyTags(201))
            .clientRequestToken("-");
    assertThat(paths(wrong))
        .containsExactly(
            "jobName",
            "baseModelIdentifier",
            "customModelKmsKeyId",
            "vpcConfig.subnetIds[0]",
            "vpcConfig.securityGroupIds",
            "jobTags key",
            "customModelTags",
            "clientRequestToken");
  }

  @Test
  void reportsTagsWithoutKeyOrValue() {
    Map<String, String> tags = new HashMap<>();
    tags.put("team", null);
    tags.put(null, "search");
    FineTuningRequest.Builder request = FineTuningSamples.request().jobName("a_b").jobTags(tags);

    assertThat(paths(request)).containsExactly("jobName", "jobTags", "jobTags");
  }

  @Test
  void acceptsCountsUpToTheLimits() {
    FineTuningRequest.Builder most =
        FineTuningSamples.request().vpc(ids(16), ids(5)).jobTags(manyTags(200)).withoutValidation();
    assertThat(most.build().validationDataUri()).isEmpty();
    assertThat(paths(most.vpc(ids(17), ids(6)))).hasSize(2);
    assertThat(paths(most.vpc(ids(1), ids(1)).jobTags(manyTags(201)))).containsExactly("jobTags");
    assertThat(paths(most.jobTags(Map.of()).vpc(ids(0), ids(1))))
        .containsExactly("vpcConfig.subnetIds");
  }

  private static @Nullable FineTuningRequest randomRequest(Random random) {
    int groups = random.nextBoolean() ? 0 : 2;
    FineTuningRequest.Builder builder =
        FineTuningSamples.request()
            .jobName(text(random, "aB9+-._", 1 + random.nextInt(5)))
            .customModelName(text(random, "aB9-_", 1 + random.nextInt(4)))
            .trainingDataUri("s3://data/" + text(random, "aB9!_*'()./=", 6))
            .vpc(ids(groups == 0 ? 0 : random.nextInt(18)), ids(groups))
            .jobTags(random.nextBoolean() ? Map.of() : Map.of(text(random, "a b:@/*", 2), "v"))
            .customModelTags(random.nextBoolean() ? Map.of() : manyTags(3))
            .customModelKmsKeyId(random.nextBoolean() ? null : "alias/" + text(random, "a_-/ ", 2));
    if (random.nextBoolean()) {
      builder.withoutValidation();
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

  private static Map<String, String> manyTags(int count) {
    Map<String, String> tags = new HashMap<>();
    for (int i = 0; i < count; i++) {
      tags.put("key " + i, "");
    }
    return tags;
  }

  private static List<String> paths(FineTuningRequest.Builder builder) {
    return Failures.violations(builder::build).stream().map(Violation::path).toList();
  }
}
