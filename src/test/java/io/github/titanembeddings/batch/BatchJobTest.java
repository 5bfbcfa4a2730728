package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.titanembeddings.support.batch.BatchSamples;
import io.github.titanembeddings.support.bedrock.FakeBedrock;
import io.github.titanembeddings.support.bedrock.FakeBedrock.Response;
import io.github.titanembeddings.support.bedrock.ServiceShapes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;

/** The values of a job, read from responses with all members and with none. */
class BatchJobTest {
  private static final Map<String, String> TEXTS =
      Map.of(
          "ModelInvocationJobArn", BatchSamples.ARN,
          "ModelInvocationJobName", "catalog",
          "ModelInvocationJobStatus", "InProgress",
          "S3Uri", "s3://shop/folder");

  @AutoClose private final FakeBedrock bedrock = new FakeBedrock();
  @AutoClose private final BatchInferenceClient batch = EitherBatchClient.blocking(bedrock).build();

  @Test
  void readsEveryMemberOfAJobAndOfAListedJob() {
    bedrock.then(
        Response.ok(ServiceShapes.sample("GetModelInvocationJobResponse", TEXTS).toString()),
        BatchSamples.list(ServiceShapes.sample("ModelInvocationJobSummary", TEXTS).toString()));
    BatchJob job = batch.describe(BatchSamples.ARN);

    assertThat(batch.list().toList()).containsExactly(job);
    assertThat(job.jobArn()).isEqualTo(BatchSamples.ARN);
    assertThat(job.jobId()).isEqualTo(BatchSamples.ID);
    assertThat(job.jobName()).isEqualTo("catalog");
    assertThat(job.modelId()).isEqualTo("text");
    assertThat(job.roleArn()).isEqualTo("text");
    assertThat(job.status()).isEqualTo(ModelInvocationJobStatus.IN_PROGRESS);
    assertThat(job.message()).hasValue("text");
    assertThat(job.submitTime()).hasValue(Instant.parse("2026-11-01T10:00:00Z"));
    assertThat(job.lastModifiedTime()).isPresent();
    assertThat(job.endTime()).isPresent();
    assertThat(job.expirationTime()).isPresent();
    assertThat(job.inputUri()).hasValue("s3://shop/folder");
    assertThat(job.outputUri()).hasValue("s3://shop/folder");
    assertThat(job.resultsUri()).hasValue("s3://shop/folder/" + BatchSamples.ID + "/");
    assertThat(job.clientRequestToken()).hasValue("text");
    assertThat(job.totalRecordCount()).hasValue(2);
    assertThat(job.processedRecordCount()).hasValue(2);
    assertThat(job.successRecordCount()).hasValue(2);
    assertThat(job.errorRecordCount()).hasValue(2);
    assertThat(job).hasToString("BatchJob[catalog: InProgress 2/2]");
  }

  @Test
  void toleratesMissingMembers() {
    ObjectNode empty = (ObjectNode) ServiceShapes.sample("GetModelInvocationJobResponse", TEXTS);
    empty.removeAll();
    bedrock.then(Response.ok(empty.toString()), BatchSamples.list("{}"));

    for (BatchJob job :
        List.of(batch.describe(BatchSamples.ARN), batch.list().findFirst().orElseThrow())) {
      assertThat(job.jobArn()).isEmpty();
      assertThat(job.jobId()).isEmpty();
      assertThat(job.status()).isEqualTo(ModelInvocationJobStatus.UNKNOWN_TO_SDK_VERSION);
      assertThat(job.isEnded()).isFalse();
      assertThat(job.inputUri()).isEmpty();
      assertThat(job.resultsUri()).isEmpty();
      assertThat(job.totalRecordCount()).isEmpty();
      assertThat(job).hasToString("BatchJob[unknown: unknown]");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Submitted, false, false",
    "Validating, false, false",
    "Scheduled, false, false",
    "InProgress, false, false",
    "Stopping, false, false",
    "Completed, true, true",
    "PartiallyCompleted, true, true",
    "Stopped, true, true",
    "Failed, true, false",
    "Expired, true, false",
    "Paused, false, false",
  })
  void statusDeterminesWhetherAJobHasEndedAndHasResults(
      String status, boolean ended, boolean results) {
    BatchJob job = BatchJob.of(GetModelInvocationJobResponse.builder().status(status).build());

    assertThat(job.isEnded()).isEqualTo(ended);
    assertThat(job.hasResults()).isEqualTo(results);
    assertThat(job)
        .isEqualTo(BatchJob.of(GetModelInvocationJobResponse.builder().status(status).build()))
        .hasSameHashCodeAs(
            BatchJob.of(GetModelInvocationJobResponse.builder().status(status).build()));
  }
}
