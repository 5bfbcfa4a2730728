package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchPlanTest {
  private static final Limits LIMITS = Limits.titanMultimodalG1();

  @TempDir private Path folder;

  @Test
  void plansTheJobsOfTexts() {
    List<BulkItem> items =
        Collections.nCopies(50_050, BulkItem.of("key", EmbeddingRequest.ofText("red shoe")));

    BatchPlan plan = BatchPlan.of(items, LIMITS, 512);

    assertThat(plan.jobs()).extracting(BatchPlan.Job::records).containsExactly(49_950L, 100L);
    assertThat(plan.files()).isEqualTo(2);
    assertThat(plan.tooFew()).isZero();
    assertThat(plan.largeImages()).isZero();
    assertThat(plan.estimate().items()).isEqualTo(50_050);
    assertThat(plan.timeAt(Duration.ofHours(2), 1)).isEqualTo(Duration.ofHours(4));
    assertThat(plan.timeAt(Duration.ofHours(2), 20)).isEqualTo(Duration.ofHours(2));
    assertThat(plan.estimate().cost(BigDecimal.ONE, BigDecimal.ONE)).isPositive();
  }

  @Test
  void reportsTooFewRecords() {
    BatchPlan plan = BatchPlan.of(BatchEnvironment.items(99), LIMITS, 512);

    assertThat(plan.tooFew()).isEqualTo(99);
    assertThat(plan.jobs()).isEmpty();
  }

  @Test
  void showsTheEffectOfATargetSize() throws Exception {
    byte[] image = TestImages.jpeg(800, 600);
    Limits limits =
        LIMITS.toBuilder()
            .set(Limit.BATCH_RECORDS_MIN, 2)
            .set(Limit.BATCH_RECORDS, 1_000)
            .set(Limit.BATCH_FILE_BYTES, image.length * 5L)
            .set(Limit.BATCH_JOB_BYTES, image.length * 20L)
            .build();
    List<BulkItem> items = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      items.add(BulkItem.of("key " + i, EmbeddingRequest.ofImage(ImageInput.of(image))));
    }

    BatchPlan plan = BatchPlan.of(items, limits, 200);

    assertThat(plan.largeImages()).isEqualTo(60);
    assertThat(plan.jobs()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(plan.files()).isGreaterThan(plan.jobs().size());
    assertThat(plan.downscaledJobs()).hasSizeLessThan(plan.jobs().size());
    assertThat(plan.toString())
        .contains("60 items, 60 large images")
        .contains("unchanged: " + plan.jobs().size() + " jobs")
        .contains("at most 200 pixels: " + plan.downscaledJobs().size() + " jobs");

    Limits small = limits.toBuilder().set(Limit.DOWNSCALED_SIDE, 200).build();
    try (BatchEnvironment env = new BatchEnvironment(folder)) {
      List<BulkItem> distinct = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        EmbeddingRequest request =
            EmbeddingRequest.builder().text("shoe " + i).image(ImageInput.of(image)).build();
        distinct.add(BulkItem.of("key " + i, request));
      }
      long written =
          BatchRecordWriter.builder(env.store, BatchEnvironment.FOLDER, env.journal)
              .limits(limits)
              .requests(r -> r.imageFit(ImageFit.DOWNSCALE).limits(small))
              .build()
              .write(distinct, failed -> {})
              .stream()
              .mapToLong(BatchInput::bytes)
              .sum();
      long planned = plan.downscaledJobs().stream().mapToLong(BatchPlan.Job::bytes).sum();
      assertThat(planned).isBetween(written * 8 / 10, written * 12 / 10);
    }
  }

  @Test
  void countsWhatTheWriterWrites() {
    List<BulkItem> items = BatchEnvironment.items(20);
    LocalObjectStore store = LocalObjectStore.of("shop", folder.resolve("bucket"));
    try (BatchEnvironment env = new BatchEnvironment(folder.resolve("batch"))) {
      BatchInput input =
          BatchRecordWriter.builder(store, BatchEnvironment.FOLDER, env.journal)
              .limits(BatchEnvironment.SMALL)
              .build()
              .write(items, failed -> {})
              .get(0);
      BatchPlan plan = BatchPlan.of(items, BatchEnvironment.SMALL, 512);

      assertThat(plan.jobs().get(0).records()).isEqualTo(input.records());
      assertThat(plan.bytes()).isBetween(input.bytes(), input.bytes() * 2);
    }
  }

  @Test
  void leavesOutWhatARunRejects() {
    List<BulkItem> items = new ArrayList<>(BatchEnvironment.items(5));
    items.add(BulkItem.of("missing", EmbeddingRequest.ofImage(ImageInput.of(Path.of("none.png")))));

    BatchPlan plan = BatchPlan.of(items, BatchEnvironment.SMALL, 512);

    assertThat(plan.estimate().rejected()).isEqualTo(1);
    assertThat(plan.jobs().get(0).records()).isEqualTo(5);
    Limits tiny = BatchEnvironment.SMALL.toBuilder().set(Limit.BATCH_FILE_BYTES, 100).build();
    assertThat(BatchPlan.of(items, tiny, 512).estimate().rejected()).isEqualTo(6);
    assertThatThrownBy(() -> BatchPlan.of(items, LIMITS, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> plan.timeAt(Duration.ofHours(1), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("atOnce must be at least 1 job, was 0");
  }
}
