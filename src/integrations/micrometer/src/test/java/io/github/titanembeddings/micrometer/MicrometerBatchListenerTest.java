package io.github.titanembeddings.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.batch.BatchInput;
import io.github.titanembeddings.batch.BatchJob;
import io.github.titanembeddings.batch.BatchReadReport;
import io.github.titanembeddings.batch.BatchSummary;
import io.github.titanembeddings.storage.S3Uri;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.bedrock.model.GetModelInvocationJobResponse;
import software.amazon.awssdk.services.bedrock.model.ModelInvocationJobStatus;

class MicrometerBatchListenerTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MicrometerBatchListener listener = MicrometerBatchListener.of(meters, "catalog");

  private double count(String name, String... tags) {
    return meters.get(name).tag("run", "catalog").tags(tags).counter().count();
  }

  private double gauge(String name) {
    return meters.get(name).tag("run", "catalog").gauge().value();
  }

  private static BatchInput input(int number) {
    return new BatchInput(number, S3Uri.of("s3://shop/batch/" + number + "/"), 1, 1_000, 0, 50_000);
  }

  private static BatchJob job(ModelInvocationJobStatus status, long processed) {
    return BatchJob.of(
        GetModelInvocationJobResponse.builder()
            .status(status)
            .processedRecordCount(processed)
            .build());
  }

  @Test
  void reportsTheProgressOfAllJobs() {
    listener.onUploaded(input(1));
    listener.onUploaded(input(2));
    listener.onProgress(input(1), job(ModelInvocationJobStatus.IN_PROGRESS, 400));
    listener.onProgress(input(2), job(ModelInvocationJobStatus.SUBMITTED, 0));
    assertThat(count("titan.batch.uploaded")).isEqualTo(2_000);
    assertThat(count("titan.batch.uploaded.size")).isEqualTo(100_000);
    assertThat(gauge("titan.batch.jobs")).isEqualTo(2);
    assertThat(gauge("titan.batch.processed")).isEqualTo(400);

    listener.onProgress(input(1), job(ModelInvocationJobStatus.COMPLETED, 1_000));
    listener.onRead(input(1), new BatchReadReport(990, 10, 0, 0, 0, 0, Map.of()));
    assertThat(gauge("titan.batch.jobs")).isEqualTo(1);
    assertThat(gauge("titan.batch.processed")).isEqualTo(1_000);
    assertThat(count("titan.batch.records", "outcome", "EMBEDDED")).isEqualTo(990);
    assertThat(count("titan.batch.records", "outcome", "FAILED")).isEqualTo(10);
  }

  @Test
  void countsTheEndsOfCallsAndRemovesGauges() {
    listener.onProgress(input(1), job(ModelInvocationJobStatus.IN_PROGRESS, 400));
    listener.onFailure(new IllegalStateException("secret"));
    assertThat(meters.find("titan.batch.jobs").gauge()).isNull();

    listener.onProgress(input(1), job(ModelInvocationJobStatus.IN_PROGRESS, 500));
    assertThat(gauge("titan.batch.processed")).isEqualTo(500);
    listener.onEnd(new BatchSummary(1, 1_000, 0, 0));
    assertThat(meters.find("titan.batch.processed").gauge()).isNull();
    assertThat(count("titan.batch.calls", "error.type", "java.lang.IllegalStateException"))
        .isEqualTo(1);
    assertThat(count("titan.batch.calls", "error.type", "none")).isEqualTo(1);
  }
}
