package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.internal.journal.JournalAccess;
import io.github.titanembeddings.bulk.internal.journal.JournalTables;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of the jobs of a run, and what is left of a run that was killed or cleaned up. */
class BatchSettingsTest {
  @TempDir private Path folder;
  private BatchWorld world;

  @BeforeEach
  void start() {
    world = new BatchWorld(folder);
  }

  @AfterEach
  void stop() {
    world.close();
  }

  @Test
  void rejectsWhatNoJobAcceptsBeforeAnythingIsUploaded() {
    assertThatThrownBy(() -> world.builder().roleArn("batch").build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("roleArn");
    assertThatThrownBy(() -> world.builder().folder(S3Uri.of("s3://shop/dt=1/a b")).build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("inputDataConfig")
        .hasMessageContaining("outputDataConfig");
    assertThatThrownBy(() -> world.builder().jobs(job -> job.timeout(Duration.ZERO)).build())
        .isInstanceOf(InvalidRequestException.class);
    assertThat(world.objects()).isEmpty();
  }

  @Test
  void rejectsAModelInAnotherRegionThanTheClient() {
    world.close();
    String arn =
        "arn:aws:bedrock:us-west-2:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdefghijkl";
    world = new BatchWorld(folder.resolve("custom"), ModelId.custom(arn));

    assertThatThrownBy(() -> world.builder().build())
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("us-west-2");
  }

  @Test
  void submitsEachJobWithATokenOfItsOwn() {
    BatchEmbedder batch =
        world.builder().jobs(job -> job.clientRequestToken("same").modelId("other.model")).build();

    assertThat(batch.embed(BatchWorld.items(43), outcome -> {}))
        .isEqualTo(new BatchSummary(3, 43, 0, 0));
    assertThat(world.jobs()).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void findsTheJobThatAKilledProcessSubmittedUnderOtherSettings() {
    BatchEmbedder batch = world.builder().build();
    batch.embed(BatchWorld.items(10), outcome -> {});
    JournalTables tables = JournalAccess.tablesOf(world.journal);
    tables.update("UPDATE batch_run SET stage = 'WRITTEN'");
    tables.update("UPDATE batch_jobs SET stage = 'UPLOADED', arn = NULL");

    world
        .builder()
        .jobs(job -> job.tags(Map.of("team", "search")))
        .build()
        .embed(Collections.emptyList(), outcome -> {});

    assertThat(world.stub.fineTuning().requests())
        .filteredOn(request -> request.operation().equals("CreateModelInvocationJob"))
        .hasSize(1);
    assertThat(world.jobs()).hasSize(1);
  }

  @Test
  void doesNotResubmitFromInputThatWasDeleted() {
    world.stub.batch().completeNextPartly(0.5);
    BatchEmbedder batch = world.builder().build();
    batch.embed(BatchWorld.items(16), outcome -> {});
    batch.cleanUp();

    assertThatThrownBy(() -> batch.resubmitFailed(outcome -> {}))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("input was deleted");
    assertThat(batch.embed(BatchWorld.items(16), outcome -> {}).embedded()).isEqualTo(16);
    batch.cleanUp();
    assertThat(batch.resubmitFailed(outcome -> {}).failed()).isZero();
  }

  @Test
  void countsTheMissingRecordsOfARetrySet() {
    world.stub.batch().completeNextPartly(0.5);
    List<Long> missing = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onRead(BatchInput input, BatchReadReport report) {
            missing.add(report.missing());
          }
        };
    BatchEmbedder batch = world.builder().listener(listener).build();
    batch.embed(BatchWorld.items(20), outcome -> {});
    world.stub.batch().completeNextPartly(0.5);

    BatchSummary summary = batch.resubmitFailed(outcome -> {});

    assertThat(missing).containsExactly(10L, 5L);
    assertThat(summary).isEqualTo(new BatchSummary(2, 5, 5, 0));
  }

  @Test
  void abortsTheUploadsThatAKilledResubmissionHasLeft() throws IOException {
    BatchEmbedder batch = world.builder().build();
    batch.embed(BatchWorld.items(10), outcome -> {});
    String input = world.objects().get(0).uri().key();
    Path part =
        folder
            .resolve("bucket")
            .resolve(input)
            .resolveSibling(".00000000-0000-0000-0000-000000000000.titan-embeddings-part");
    Files.write(part, new byte[10]);
    world.restart();

    world.builder().build().embed(BatchWorld.items(10), outcome -> {});

    assertThat(part).doesNotExist();
  }
}
