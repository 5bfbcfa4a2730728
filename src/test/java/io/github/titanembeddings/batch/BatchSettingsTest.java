package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.JournalException;
import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.bulk.internal.journal.OutcomeLog;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import io.github.titanembeddings.support.UnfinishedUpload;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the jobs of a run, and the leftovers of a run that was killed or cleaned up. */
class BatchSettingsTest {
  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;

  @BeforeEach
  void start() {
    env = new BatchEnvironment(folder);
  }

  @Test
  void rejectsWhatNoJobAcceptsBeforeAnythingIsUploaded() {
    assertThatThrownBy(() -> env.builder().roleArn("batch").build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("roleArn");
    assertThatThrownBy(() -> env.builder().folder(S3Uri.of("s3://shop/dt=1/a b")).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("inputDataConfig")
        .hasMessageContaining("outputDataConfig");
    assertThatThrownBy(() -> env.builder().jobs(job -> job.timeout(Duration.ZERO)).build())
        .isInstanceOf(InvalidRequestException.class);
    assertThat(env.objects()).isEmpty();
  }

  @Test
  void rejectsAModelInAnotherRegionThanTheClient() {
    env.close();
    String arn =
        "arn:aws:bedrock:us-west-2:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdefghijkl";
    env = new BatchEnvironment(folder.resolve("custom"), ModelId.custom(arn));

    assertThatThrownBy(() -> env.builder().build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("us-west-2");
  }

  @Test
  void submitsEachJobWithATokenOfItsOwn() {
    BatchEmbedder batch =
        env.builder().jobs(job -> job.clientRequestToken("same").modelId("other.model")).build();

    assertThat(batch.embed(BatchEnvironment.items(43), outcome -> {}))
        .isEqualTo(new BatchSummary(3, 43, 0, 0));
    assertThat(env.jobs()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void findsTheJobThatAKilledProcessSubmittedUnderOtherSettings() {
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(10), outcome -> {});
    JournalTables tables = JournalAccess.tablesOf(env.journal);
    tables.update("UPDATE batch_run SET stage = 'WRITTEN'");
    tables.update("UPDATE batch_jobs SET stage = 'UPLOADED', arn = NULL");

    env.builder()
        .jobs(job -> job.tags(Map.of("team", "search")))
        .build()
        .embed(Collections.emptyList(), outcome -> {});

    assertThat(env.stub.fineTuning().requests())
        .filteredOn(request -> request.operation().equals("CreateModelInvocationJob"))
        .hasSize(1);
    assertThat(env.jobs()).hasSize(1);
  }

  @Test
  void doesNotResubmitFromInputThatWasDeleted() {
    env.stub.batch().completeNextPartly(0.5);
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(16), outcome -> {});
    batch.cleanUp();

    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("input was deleted");
    assertThat(batch.embed(BatchEnvironment.items(16), outcome -> {}).embedded()).isEqualTo(16);
    batch.cleanUp();
    assertThat(batch.resubmitFailed(outcome -> {}).failed()).isZero();
  }

  @Test
  void doesNotCleanUpDuringARun() {
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(10), outcome -> {});
    OutcomeLog log = JournalAccess.tablesOf(env.journal).log();
    log.begin(ModelId.onDemand());

    assertThatThrownBy(batch::cleanUp)
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("another run uses the journal");
    assertThat(env.objects()).isNotEmpty();

    log.end();
    batch.cleanUp();
    assertThat(env.objects()).isEmpty();
  }

  @Test
  void countsTheMissingRecordsOfARetrySet() {
    env.stub.batch().completeNextPartly(0.5);
    List<Long> missing = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onRead(BatchInput input, BatchReadReport report) {
            missing.add(report.missing());
          }
        };
    BatchEmbedder batch = env.builder().listener(listener).build();
    batch.embed(BatchEnvironment.items(20), outcome -> {});
    env.stub.batch().completeNextPartly(0.5);

    BatchSummary summary = batch.resubmitFailed(outcome -> {});

    assertThat(missing).containsExactly(10L, 5L);
    assertThat(summary).isEqualTo(new BatchSummary(2, 5, 5, 0));
  }

  @Test
  void abortsTheUploadsThatAKilledResubmissionHasLeft() throws IOException {
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(10), outcome -> {});
    String input = env.objects().get(0).uri().key();
    Path part = UnfinishedUpload.in(folder.resolve("bucket").resolve(input).getParent());
    env.restart();

    env.builder().build().embed(BatchEnvironment.items(10), outcome -> {});

    assertThat(part).doesNotExist();
  }
}
