package io.github.titanembeddings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.bedrock.model.ConflictException;
import software.amazon.awssdk.services.bedrock.model.FineTuningJobStatus;
import software.amazon.awssdk.services.bedrock.model.GetModelCustomizationJobResponse;
import software.amazon.awssdk.services.bedrock.model.JobStatusDetails;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobStatus;
import software.amazon.awssdk.services.bedrock.model.ModelCustomizationJobSummary;
import software.amazon.awssdk.services.bedrock.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrock.model.ServiceQuotaExceededException;
import software.amazon.awssdk.services.bedrock.model.SortOrder;
import software.amazon.awssdk.services.bedrock.model.StatusDetails;
import software.amazon.awssdk.services.bedrock.model.ThrottlingException;
import software.amazon.awssdk.services.bedrock.model.ValidationException;

/** The stub's customization jobs, through the AWS SDK's client. */
class CustomizationJobTest {
  @AutoClose private final ControlPlaneFixture aws = new ControlPlaneFixture();

  @Test
  void jobAdvancesThroughItsPhasesWithTheClock() {
    String arn = aws.submit("shoes");

    assertThat(arn)
        .matches("arn:aws:bedrock:us-east-1:[0-9]{12}:model-customization-job/.*/[a-z0-9]{12}");
    assertThat(phases(aws.job(arn))).containsExactly("InProgress", "NotStarted", "NotStarted");
    aws.pass(Duration.ofMinutes(6));
    assertThat(phases(aws.job(arn))).containsExactly("Completed", "InProgress", "NotStarted");
    aws.pass(Duration.ofMinutes(12));
    assertThat(phases(aws.job("shoes"))).containsExactly("Completed", "Completed", "InProgress");
    aws.pass(Duration.ofMinutes(42).minusMillis(1));
    assertThat(aws.job(arn).status()).isEqualTo(ModelCustomizationJobStatus.IN_PROGRESS);
    assertThat(aws.job(arn).outputModelArn()).isNull();
    aws.pass(Duration.ofMillis(1));
    GetModelCustomizationJobResponse done = aws.job(arn);
    assertThat(done.status()).isEqualTo(ModelCustomizationJobStatus.COMPLETED);
    assertThat(done.creationTime()).isEqualTo(ManualClock.START);
    assertThat(done.endTime()).isEqualTo(ManualClock.START.plus(Duration.ofHours(1)));
    assertThat(done.lastModifiedTime()).isEqualTo(done.endTime());
    assertThat(done.outputModelArn())
        .matches("arn:aws:bedrock:us-east-1:[0-9]{12}:custom-model/.*/[a-z0-9]{12}");
    assertThat(done.hyperParameters()).containsEntry("learningRate", "0.00005");
    assertThat(done.baseModelArn()).endsWith("::foundation-model/" + ControlPlaneFixture.BASE);
  }

  private static List<String> phases(GetModelCustomizationJobResponse job) {
    StatusDetails details = job.statusDetails();
    return List.of(
        details.validationDetails().statusAsString(),
        details.dataProcessingDetails().statusAsString(),
        details.trainingDetails().statusAsString());
  }

  @Test
  void sameTokenCreatesOneJobEvenAfterLostResponse() {
    aws.fineTuning.loseResponses(1, "CreateModelCustomizationJob");

    assertThatExceptionOfType(SdkClientException.class)
        .isThrownBy(() -> aws.submit("shoes", r -> r.clientRequestToken("once")));
    String arn = aws.submit("shoes", r -> r.clientRequestToken("once"));
    assertThat(aws.submit("shoes", r -> r.clientRequestToken("once"))).isEqualTo(arn);
    assertThat(jobs()).extracting(ModelCustomizationJobSummary::jobArn).containsExactly(arn);
    assertThat(aws.fineTuning.requests())
        .extracting(ControlRequest::status)
        .containsExactly(0, 201, 201, 200);
  }

  private List<ModelCustomizationJobSummary> jobs() {
    return aws.bedrock.listModelCustomizationJobs(r -> {}).modelCustomizationJobSummaries();
  }

  @Test
  void rejectsDuplicateNames() {
    aws.submit("shoes");

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.submit("shoes", r -> r.customModelName("other")))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400))
        .withMessageContaining("job name");
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.submit("other", r -> r.customModelName("shoes")))
        .withMessageContaining("model name");
  }

  @Test
  void limitsScheduledJobs() {
    aws.submit("a");
    aws.submit("b");

    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.submit("c"))
        .withMessageContaining("2 scheduled");
    aws.pass(Duration.ofHours(1));
    aws.submit("c");
    aws.fineTuning.jobQuota(1);
    assertThatExceptionOfType(ServiceQuotaExceededException.class)
        .isThrownBy(() -> aws.submit("d"));
  }

  @Test
  void jobStopsAfterDelay() {
    String arn = aws.submit("shoes");
    aws.pass(Duration.ofMinutes(20));
    aws.bedrock.stopModelCustomizationJob(r -> r.jobIdentifier(arn));

    assertThat(aws.job(arn).status()).isEqualTo(ModelCustomizationJobStatus.STOPPING);
    assertThat(aws.job(arn).statusDetails().trainingDetails().status())
        .isEqualTo(JobStatusDetails.STOPPING);
    aws.pass(Duration.ofMinutes(3));
    assertThat(aws.job(arn).status()).isEqualTo(ModelCustomizationJobStatus.STOPPED);
    assertThat(aws.job(arn).outputModelArn()).isNull();
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> aws.bedrock.stopModelCustomizationJob(r -> r.jobIdentifier(arn)));
  }

  @Test
  void jobFailsInScriptedPhase() {
    aws.fineTuning.failNextValidation("No access to s3://shop/train.jsonl").failNextTraining("NaN");
    String first = aws.submit("first");
    String second = aws.submit("second");

    aws.pass(Duration.ofHours(1));
    assertThat(aws.job(first).failureMessage()).isEqualTo("No access to s3://shop/train.jsonl");
    assertThat(phases(aws.job(first))).containsExactly("Failed", "NotStarted", "NotStarted");
    assertThat(aws.job(first).endTime()).isEqualTo(ManualClock.START.plus(Duration.ofMinutes(6)));
    assertThat(aws.job(second).failureMessage()).isEqualTo("NaN");
    assertThat(phases(aws.job(second))).containsExactly("Completed", "Completed", "Failed");
    assertThat(aws.job(second).outputModelArn()).isNull();
  }

  @Test
  void listsJobsByPageStatusNameAndTime() {
    aws.fineTuning.jobQuota(5).pageSize(2);
    aws.submit("a-1");
    aws.pass(Duration.ofMinutes(30));
    aws.submit("a-2");
    aws.submit("b-1");

    List<String> all =
        aws
            .bedrock
            .listModelCustomizationJobsPaginator(r -> {})
            .modelCustomizationJobSummaries()
            .stream()
            .map(ModelCustomizationJobSummary::jobName)
            .toList();
    assertThat(all).containsExactly("b-1", "a-2", "a-1");
    assertThat(
            aws.bedrock
                .listModelCustomizationJobs(
                    r -> r.nameContains("a-").maxResults(1).sortOrder(SortOrder.ASCENDING))
                .modelCustomizationJobSummaries())
        .extracting(ModelCustomizationJobSummary::jobName)
        .containsExactly("a-1");
    aws.pass(Duration.ofMinutes(30));
    assertThat(
            aws.bedrock
                .listModelCustomizationJobs(r -> r.statusEquals(FineTuningJobStatus.COMPLETED))
                .modelCustomizationJobSummaries())
        .singleElement()
        .satisfies(job -> assertThat(job.customModelArn()).contains(":custom-model/"));
    assertThat(
            aws.bedrock
                .listModelCustomizationJobs(r -> r.creationTimeAfter(ManualClock.START))
                .modelCustomizationJobSummaries())
        .hasSize(2);
    assertThatExceptionOfType(ValidationException.class)
        .isThrownBy(() -> aws.bedrock.listModelCustomizationJobs(r -> r.maxResults(1001)));
  }

  @Test
  void returnsScriptedFaults() {
    String arn = aws.submit("shoes");
    aws.fineTuning
        .enqueue(1, StubResponse.throttled())
        .enqueue(1, "StopModelCustomizationJob", StubResponse.throttled());

    assertThatExceptionOfType(ThrottlingException.class).isThrownBy(() -> aws.job(arn));
    assertThat(aws.job(arn).statusAsString()).isEqualTo("InProgress");
    assertThatExceptionOfType(ThrottlingException.class)
        .isThrownBy(() -> aws.bedrock.stopModelCustomizationJob(r -> r.jobIdentifier(arn)));
    aws.fineTuning.reportStatus("shoes", "Paused");
    assertThat(aws.job(arn).statusAsString()).isEqualTo("Paused");
    aws.fineTuning.forget("shoes");
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> aws.job(arn))
        .satisfies(e -> assertThat(e.statusCode()).isEqualTo(404));
    aws.stub.reset();
    assertThat(jobs()).isEmpty();
  }

  @Test
  void rejectsScriptThatCouldNeverApply() {
    String misspelled = "GetModelCustomisationJob";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> aws.fineTuning.loseResponses(1, misspelled))
        .withMessageContaining(misspelled);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> aws.fineTuning.enqueue(1, misspelled, StubResponse.throttled()));
    assertThatIllegalArgumentException().isThrownBy(() -> aws.fineTuning.pageSize(0));
  }
}
