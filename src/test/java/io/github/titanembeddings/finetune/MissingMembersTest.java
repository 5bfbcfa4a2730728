package io.github.titanembeddings.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.job.WaitOptions;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;

/** Tolerates missing, null and invalid members of all responses. */
class MissingMembersTest {
  private static final Map<String, String> TEXTS =
      Map.of(
          "ModelCustomizationJobArn", FineTuningSamples.JOB_ARN,
          "CustomModelArn", FineTuningSamples.MODEL_ARN,
          "ModelArn", FineTuningSamples.MODEL_ARN,
          "ProvisionedModelArn", FineTuningSamples.THROUGHPUT_ARN,
          "ModelCustomizationJobStatus", "Completed",
          "FineTuningJobStatus", "Completed",
          "ProvisionedModelStatus", "InService",
          "JobName", "tune",
          "PaginationToken", "more");
  private static final WaitOptions TWO_POLLS =
      new WaitOptions(Duration.ofSeconds(1), Duration.ofSeconds(1));

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();

  @AutoClose
  private final FineTuningClient tuning =
      FineTuningSamples.builder(bedrock).bedrock(sdk -> {}).maxAttempts(1).build();

  /** A response, and the methods that read it. */
  @SuppressWarnings("ImmutableEnumChecker") // the functions are constants
  enum Reply {
    CREATE_JOB(
        "CreateModelCustomizationJobResponse",
        201,
        List.of(t -> t.submit(FineTuningSamples.request().build()))),
    GET_JOB(
        "GetModelCustomizationJobResponse",
        200,
        List.of(
            t -> readAll(t.describe("tune")),
            t -> readAll(t.awaitCompletion("tune", TWO_POLLS)),
            t -> t.submit(FineTuningSamples.request().build()))),
    LIST_JOBS(
        "ListModelCustomizationJobsResponse",
        200,
        List.of(t -> t.list().limit(3).forEach(MissingMembersTest::readAll))),
    GET_MODEL(
        "GetFoundationModelResponse",
        200,
        List.of(t -> t.preflight(FineTuningSamples.request().build()))),
    CREATE_THROUGHPUT(
        "CreateProvisionedModelThroughputResponse",
        201,
        List.of(t -> t.provisionedThroughput().create(FineTuningSamples.throughput().build()))),
    GET_THROUGHPUT(
        "GetProvisionedModelThroughputResponse",
        200,
        List.of(
            t -> readAll(t.provisionedThroughput().describe("shoes")),
            t -> readAll(t.provisionedThroughput().awaitInService("shoes", TWO_POLLS)),
            t -> t.provisionedThroughput().create(FineTuningSamples.throughput().build()),
            t ->
                t.provisionedThroughput()
                    .createTemporaryThroughput(FineTuningSamples.throughput().build(), TWO_POLLS)
                    .close())),
    LIST_THROUGHPUT(
        "ListProvisionedModelThroughputsResponse",
        200,
        List.of(
            t -> t.provisionedThroughput().list().limit(3).forEach(MissingMembersTest::readAll)));

    private final String shape;
    private final int status;
    private final List<Consumer<FineTuningClient>> readers;

    Reply(String shape, int status, List<Consumer<FineTuningClient>> readers) {
      this.shape = shape;
      this.status = status;
      this.readers = readers;
    }
  }

  private static void readAll(FineTuningJob job) {
    assertThat(job.toString()).doesNotContain("null");
    job.status();
    job.isEnded();
    assertThat(job.phases()).doesNotContainValue(null);
    assertThat(job.validationLosses()).doesNotContainNull();
    job.trainingLoss();
    job.trainingDataUri();
    job.outputDataUri();
    assertThat(job.hyperParameters()).doesNotContainValue(null);
    assertThat(job.validationDataUris()).doesNotContainNull();
  }

  private static void readAll(ProvisionedThroughput throughput) {
    assertThat(throughput.toString()).doesNotContain("null");
    throughput.status();
    throughput.isInService();
    if (!throughput.provisionedModelArn().isEmpty()) {
      throughput.modelId();
    }
  }

  @ParameterizedTest
  @EnumSource
  void toleratesMissingAndInvalidMembers(Reply reply) {
    ObjectNode good = (ObjectNode) ServiceShapes.sample(reply.shape, TEXTS);
    good.remove("customizationConfig"); // of other models, not read
    int cases = 0;
    for (Consumer<FineTuningClient> reader : reply.readers) {
      for (JsonNode changed : changed(good)) {
        bedrock.otherwise(new Response(reply.status, "", changed.toString()));
        try {
          reader.accept(tuning);
        } catch (TitanException e) {
          assertThat(e).as(changed.toString()).message().isNotBlank().doesNotContain("null at");
        } catch (RuntimeException e) {
          throw new AssertionError(changed.toString(), e);
        }
        cases++;
      }
    }
    assertThat(cases).isGreaterThanOrEqualTo(6);
  }

  /** The document, and one copy for each change of each of its values. */
  private static List<JsonNode> changed(JsonNode good) {
    List<JsonNode> all = new ArrayList<>(List.of(good, NullNode.instance));
    for (String pointer : pointers(good, "").toList()) {
      JsonNode ofAnotherType =
          good.at(pointer).isValueNode()
              ? JsonNodeFactory.instance.objectNode()
              : JsonNodeFactory.instance.arrayNode();
      for (@Nullable JsonNode other :
          Arrays.asList(null, NullNode.instance, TextNode.valueOf("Molten"), ofAnotherType)) {
        all.add(with(good.deepCopy(), pointer, other));
      }
    }
    return all;
  }

  private static Stream<String> pointers(JsonNode node, String at) {
    Stream<String> below =
        node.isArray()
            ? Stream.of("0", "1")
                .flatMap(i -> pointers(node.get(Integer.parseInt(i)), at + "/" + i))
            : node.properties().stream()
                .flatMap(entry -> pointers(entry.getValue(), at + "/" + entry.getKey()));
    return at.isEmpty() ? below : Stream.concat(Stream.of(at), below);
  }

  private static JsonNode with(JsonNode document, String pointer, @Nullable JsonNode value) {
    int slash = pointer.lastIndexOf('/');
    String last = pointer.substring(slash + 1);
    JsonNode parent = document.at(pointer.substring(0, slash));
    if (parent instanceof ArrayNode list) {
      if (value == null) {
        list.remove(Integer.parseInt(last));
      } else {
        list.set(Integer.parseInt(last), value);
      }
    } else if (value == null) {
      ((ObjectNode) parent).remove(last);
    } else {
      ((ObjectNode) parent).set(last, value);
    }
    return document;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"validationDataConfig\":{\"validators\":[{}]}",
        "\"validationDataConfig\":{\"validators\":[null,{\"s3Uri\":null}]}",
        "\"validationMetrics\":[null,{}]",
        "\"hyperParameters\":{\"epochCount\":null}",
        "\"statusDetails\":{\"trainingDetails\":{}}"
      })
  void omitsMissingMembers(String members) {
    bedrock.otherwise(
        Response.ok(
            "{\"jobArn\":\""
                + FineTuningSamples.JOB_ARN
                + "\",\"jobName\":\"tune\","
                + members
                + "}"));

    FineTuningJob job = tuning.describe("tune");

    assertThat(job.jobArn()).isEqualTo(FineTuningSamples.JOB_ARN);
    assertThat(job.validationLosses()).isEmpty();
    assertThat(job.validationDataUris()).isEmpty();
    assertThat(job.hyperParameters()).isEmpty();
    assertThat(job.status()).isEqualTo(ModelCustomizationJobStatus.UNKNOWN_TO_SDK_VERSION);
  }

  @Test
  void skipsNullEntriesOfAList() {
    bedrock.otherwise(
        Response.ok(
            "{\"modelCustomizationJobSummaries\":[null,{\"jobName\":\"tune\"}],"
                + "\"provisionedModelSummaries\":[{\"provisionedModelName\":\"shoes\"},null]}"));

    assertThat(tuning.list()).extracting(FineTuningJob::jobName).containsExactly("tune");
    assertThat(tuning.provisionedThroughput().list())
        .extracting(ProvisionedThroughput::provisionedModelName)
        .containsExactly("shoes");
  }

  @Test
  void anEmptyTokenEndsAList() {
    bedrock.otherwise(
        Response.ok(
            "{\"modelCustomizationJobSummaries\":[{\"jobName\":\"tune\"}],"
                + "\"provisionedModelSummaries\":[],\"nextToken\":\"\"}"));

    assertThat(tuning.list()).hasSize(1);
    assertThat(tuning.provisionedThroughput().list()).isEmpty();
    assertThat(bedrock.received()).hasSize(2);
  }
}
