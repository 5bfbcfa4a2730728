package io.github.titanembeddings.testing.internal.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.testing.ManualClock;
import io.github.titanembeddings.testing.internal.http.StubError;
import io.github.titanembeddings.testing.internal.http.StubJson;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Accepted and rejected requests of the control plane, on both sides of each bound. */
class ControlShapesTest {
  private static final String JOB =
      """
      {"jobName": "job", "customModelName": "model", "roleArn": "arn:aws:iam::123456789012:role/r",
       "baseModelIdentifier": "amazon.titan-embed-image-v1:0",
       "trainingDataConfig": {"s3Uri": "s3://shop/train.jsonl"},
       "validationDataConfig": {"validators": [{"s3Uri": "s3://shop/validation.jsonl"}]},
       "outputDataConfig": {"s3Uri": "s3://shop/out/"},
       "hyperParameters": {"epochCount": "1"}}
      """;

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          jobName, a, true
          jobName, a-b.c+d--, true
          jobName, -a, false
          jobName, a_b, false
          jobName, '', false
          customModelName, a_b-c_, true
          customModelName, a__b, false
          customModelName, a.b, false
          roleArn, arn:aws-cn:iam::123456789012:role/x, true
          roleArn, arn:aws:iam::12345678901:role/x, false
          roleArn, arn:aws:iam::123456789012:role/, false
          clientRequestToken, a-b, true
          clientRequestToken, a-, false
          clientRequestToken, a_b, false
          customizationType, FINE_TUNING, true
          customizationType, TUNING, false
          customModelKmsKeyId, alias/key, true
          customModelKmsKeyId, 01234567-89ab-cdef-0123-456789abcdef, true
          customModelKmsKeyId, alias, false
          """)
  void checksStringsOfJob(String field, String value, boolean good) throws Exception {
    ObjectNode job = json(JOB).put(field, value);
    if (good) {
      ControlShapes.checkJob(job);
    } else {
      assertThat(refusal(job)).startsWith("1 validation error").contains("'" + field + "'");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "jobName, 63",
    "customModelName, 63",
    "clientRequestToken, 256",
  })
  void checksLengthsOfJob(String field, int max) throws Exception {
    ControlShapes.checkJob(json(JOB).put(field, "a".repeat(max)));

    assertThat(refusal(json(JOB).put(field, "a".repeat(max + 1)))).contains("equal to " + max);
  }

  @ParameterizedTest
  @CsvSource({
    "s3://abc, true",
    "s3://abc/, true",
    "s3://a-b.c/d/e!_*'().f, true",
    "s3://ab, false",
    "s3://abc//d, false",
    "s3://abc/d e, false",
    "s3://Abc/d, false",
    "https://abc/d, false",
  })
  void checksUris(String uri, boolean good) throws Exception {
    ObjectNode job = json(JOB);
    job.putObject("trainingDataConfig").put("s3Uri", uri);
    if (good) {
      ControlShapes.checkJob(job);
    } else {
      assertThat(refusal(job)).contains("'trainingDataConfig.s3Uri'");
    }
    ObjectNode validated = json(JOB);
    validated
        .putObject("validationDataConfig")
        .putArray("validators")
        .addObject()
        .put("s3Uri", uri);
    assertThat(good || refusal(validated).contains("validators.1.member.s3Uri")).isTrue();
  }

  @Test
  void reportsAllViolations() throws Exception {
    ObjectNode job = json(JOB).put("jobName", "a_b").put("roleArn", 7);
    job.remove("outputDataConfig");
    job.putObject("vpcConfig").putArray("subnetIds").add("a b");
    job.putArray("jobTags").addObject().put("key", "").put("value", "v");

    assertThat(refusal(job))
        .startsWith("7 validation errors")
        .contains("'jobName'", "'roleArn'", "'outputDataConfig'", "'outputDataConfig.s3Uri'")
        .contains("'vpcConfig.subnetIds.1.member'", "'vpcConfig.securityGroupIds'")
        .contains("'jobTags.1.member.key'");
  }

  @ParameterizedTest
  @CsvSource({
    "validationDataConfig, validators, s3Uri, 10",
    "vpcConfig, subnetIds, '', 16",
    "vpcConfig, securityGroupIds, '', 5",
    "'', jobTags, key, 200",
  })
  void checksListSizes(String parent, String list, String field, int max) throws Exception {
    ControlShapes.checkJob(jobWithList(parent, list, field, max));

    assertThat(refusal(jobWithList(parent, list, field, max + 1)))
        .contains("and " + max + " entries");
  }

  private static ObjectNode jobWithList(String parent, String list, String field, int size)
      throws Exception {
    ObjectNode job = json(JOB);
    ObjectNode holder = parent.isEmpty() ? job : job.putObject(parent);
    if (parent.equals("vpcConfig")) {
      holder.putArray("subnetIds").add("subnet-1");
      holder.putArray("securityGroupIds").add("sg-1");
    }
    ArrayNode array = holder.putArray(list);
    for (int i = 0; i < size; i++) {
      if (field.isEmpty()) {
        array.add("id-" + i);
      } else {
        array.addObject().put(field, "s3://abc/" + i).put("value", "");
      }
    }
    return job;
  }

  @ParameterizedTest
  @CsvSource({
    "epochCount, 1, 100, 0, 101",
    "batchSize, 256, 9216, 255, 9217",
    "learningRate, 5.00E-08, 1, 4.99E-08, 1.0001",
    "epochCount, auto, Auto, half, ''",
    "batchSize, 576, 577, 576.5, x",
    "learningRate, 0.00005, 5e-5, NaN, x",
  })
  void checksHyperparameters(String key, String low, String high, String below, String above)
      throws Exception {
    for (String good : new String[] {low, high}) {
      ControlShapes.checkHyperParameters(parameters(key, good));
    }
    for (String bad : new String[] {below, above}) {
      assertThat(refusal(() -> ControlShapes.checkHyperParameters(parameters(key, bad))))
          .contains(key);
    }
  }

  @Test
  void requiresEpochsAndRejectsUnknownHyperparameters() {
    ObjectNode none = StubJson.object();

    assertThat(refusal(() -> ControlShapes.checkHyperParameters(none)))
        .contains("epochCount is required");
    assertThat(refusal(() -> ControlShapes.checkHyperParameters(parameters("warmup", "1"))))
        .contains("Unknown hyperparameter: warmup");
  }

  private static ObjectNode parameters(String key, String value) {
    return StubJson.object().put("epochCount", "1").put(key, value);
  }

  @ParameterizedTest
  @CsvSource({
    "modelUnits, 1, 0",
    "provisionedModelName, a_b, a__b",
    "commitmentDuration, SixMonths, OneYear",
    "clientRequestToken, a-b, a-",
    "modelId, amazon.titan-embed-image-v1:0, a b",
  })
  void checksThroughputs(String field, String good, String bad) throws Exception {
    ControlShapes.checkThroughput(throughput(field, good));

    assertThat(refusal(() -> ControlShapes.checkThroughput(throughput(field, bad))))
        .contains("'" + field + "'");
  }

  private static ObjectNode throughput(String field, String value) {
    ObjectNode request =
        StubJson.object().put("modelUnits", 1).put("provisionedModelName", "a").put("modelId", "m");
    return field.equals("modelUnits")
        ? request.put(field, Integer.parseInt(value))
        : request.put(field, value);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          jobName, a-b.c+d--, a_b
          roleArn, arn:aws:iam::123456789012:role/x, arn:aws:iam::12:role/x
          modelId, amazon.titan-embed-image-v1, a b
          modelId, arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.x:0/abcdefghijkl, arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl
          modelId, arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-image-v1, arn:aws:bedrock
          clientRequestToken, a-b, a-
          modelInvocationType, InvokeModel, Converse
          timeoutDurationInHours, 24, 23
          timeoutDurationInHours, 168, 169
          inputDataConfig, s3://shop/in/, s3://shop/day=1/
          outputDataConfig, s3://shop/out/, s3://shop//out/
          """)
  void checksBatchJobs(String field, String good, String bad) throws Exception {
    ControlShapes.checkBatchJob(batchJob(field, good));

    assertThat(refusal(() -> ControlShapes.checkBatchJob(batchJob(field, bad))))
        .startsWith("1 validation error")
        .contains("'" + field);
  }

  private static ObjectNode batchJob(String field, String value) {
    ObjectNode request =
        StubJson.object()
            .put("jobName", "job")
            .put("roleArn", "arn:aws:iam::123456789012:role/r")
            .put("modelId", "amazon.titan-embed-image-v1");
    for (String data : new String[] {"input", "output"}) {
      String name = data.equals("input") ? "s3InputDataConfig" : "s3OutputDataConfig";
      boolean given = field.equals(data + "DataConfig");
      request
          .putObject(data + "DataConfig")
          .putObject(name)
          .put("s3Uri", given ? value : "s3://shop/a/");
    }
    if (field.endsWith("InHours")) {
      return request.put(field, Integer.parseInt(value));
    }
    return field.endsWith("DataConfig") ? request : request.put(field, value);
  }

  @Test
  void requiresTheMembersOfBatchJobs() {
    assertThat(refusal(() -> ControlShapes.checkBatchJob(StubJson.object())))
        .startsWith("7 validation errors");
  }

  @Test
  void acceptsOnlyJsonObjects() {
    ControlCall call =
        new ControlCall(ControlOperation.CREATE_JOB, "", name -> "", "[]", ManualClock.START);

    assertThat(refusal(call::json)).contains("not a JSON object");
    assertThat(ControlOperation.of("PUT", "/model-customization-jobs")).isNull();
  }

  @Test
  void runsInLinearTime() {
    ObjectNode job = StubJson.object().put("jobName", "a" + "-".repeat(62) + "_");

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> assertThatCode(() -> ControlShapes.checkJob(job)).isInstanceOf(StubError.class));
  }

  private static ObjectNode json(String text) throws Exception {
    return (ObjectNode) new ObjectMapper().readTree(text);
  }

  private static String refusal(ObjectNode job) {
    return refusal(() -> ControlShapes.checkJob(job));
  }

  private static String refusal(Executable check) {
    return String.valueOf(assertThrows(StubError.class, check).getMessage());
  }
}
