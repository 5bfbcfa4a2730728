package io.github.titanembeddings.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.Latches;
import io.github.titanembeddings.support.batch.BatchEnvironment;
import io.github.titanembeddings.validation.Limit;
import io.github.titanembeddings.validation.Limits;
import io.github.titanembeddings.validation.ViolationCodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchEmbedderTest {

  @TempDir private Path folder;
  @AutoClose private BatchEnvironment env;

  @BeforeEach
  void start() {
    env = new BatchEnvironment(folder);
  }

  @Test
  void embedsEachItemOnceInTheOrderOfTheSource() {
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().embed(BatchEnvironment.items(43), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(3, 43, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(43));
    assertThat(env.jobs()).hasSize(3);
    assertThat(env.journal.embedded()).isEqualTo(43);
  }

  @Test
  void returnsTheVectorsOfOnDemandCalls() {
    List<BulkOutcome> outcomes = new ArrayList<>();
    env.builder().build().embed(BatchEnvironment.items(6), outcomes::add);

    for (int i = 0; i < 6; i++) {
      BulkOutcome.Embedded batch = BatchEnvironment.embedded(outcomes.get(i));
      String text = "shoe " + (i + 1);
      assertThat(batch.response().embedding())
          .isEqualTo(
              env.stub.client().embed(r -> r.text(text).outputEmbeddingLength(256)).embedding());
      assertThat(batch.response().inputTextTokenCount()).isPresent();
    }
  }

  @Test
  void ignoresTheHeadersOfRequests() {
    List<BulkItem> items =
        IntStream.rangeClosed(1, 6).mapToObj(BatchEnvironment::itemWithHeaders).toList();

    BatchSummary summary = env.builder().build().embed(items, outcome -> {});
    BatchSummary withoutHeaders =
        env.builder().build().embed(BatchEnvironment.items(6), outcome -> {});

    assertThat(summary).isEqualTo(new BatchSummary(1, 6, 0, 0));
    assertThat(withoutHeaders).isEqualTo(new BatchSummary(0, 6, 0, 0)); // the same contents
  }

  @Test
  void skipsWhatTheJournalHasAndSendsEqualContentsOnce() {
    env.builder().build().embed(BatchEnvironment.items(6), outcome -> {});
    List<BulkItem> items = new ArrayList<>(BatchEnvironment.items(12));
    items.add(BulkItem.of("alike", EmbeddingRequest.ofText("shoe 12")));
    items.add(BulkItem.of("alike too", EmbeddingRequest.ofText("shoe 1")));
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().embed(items, outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 14, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes))
        .isEqualTo(items.stream().map(BulkItem::key).toList());
    assertThat(BatchEnvironment.embedded(outcomes.get(12)).response().embedding())
        .isEqualTo(BatchEnvironment.embedded(outcomes.get(11)).response().embedding());
    assertThat(env.stub.batchClient().list().map(BatchJob::jobArn).toList()).hasSize(2);
    assertThat(env.recordsOfJobs()).containsExactlyInAnyOrder(6L, 6L);
  }

  @Test
  void reportsTooFewRecordsBeforeAJobIsSubmitted() {
    assertThatThrownBy(() -> env.builder().build().embed(BatchEnvironment.items(4), outcome -> {}))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e ->
                assertThat(e.violations().get(0).code())
                    .isEqualTo(ViolationCodes.BATCH_TOO_FEW_RECORDS))
        .hasMessageContaining("4 records left for a job")
        .hasMessageContaining("at least 5 records");
    assertThat(env.objects()).isEmpty();
    assertThat(env.jobs()).isEmpty();
  }

  @Test
  void padsTooFewRecords() {
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        env.builder().padTooFew().build().embed(BatchEnvironment.items(2), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 2, 0, 0));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(2));
    assertThat(env.recordsOfJobs()).containsExactly(5L);
    assertThat(env.journal.outcomes()).hasSize(2);
  }

  @Test
  void embedsTooFewRecordsOnDemand() {
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        env.builder()
            .tooFewOnDemand(env.stub.asyncClient())
            .build()
            .embed(BatchEnvironment.items(3), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(0, 3, 0, 3));
    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(BatchEnvironment.keys(3));
    assertThat(env.jobs()).isEmpty();
    assertThat(env.journal.embedded()).isEqualTo(3);
    assertThat(BatchEnvironment.embedded(outcomes.get(0)).response().embedding().length())
        .isEqualTo(256);
  }

  @Test
  void deliversDuplicatesOnceIfTooFewRecordsAreEmbeddedOnDemand() {
    List<BulkItem> items =
        List.of(
            BatchEnvironment.item(1),
            BatchEnvironment.item(1),
            BulkItem.of("alike", EmbeddingRequest.ofText("shoe 1")),
            BulkItem.of("missing", EmbeddingRequest.ofImage(ImageInput.of(Path.of("none.png")))));
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        env.builder().tooFewOnDemand(env.stub.asyncClient()).build().embed(items, outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(0, 2, 2, 2));
    assertThat(BatchEnvironment.keys(outcomes))
        .containsExactly("key 1", "missing", "key 1", "alike");
  }

  @Test
  void failsARecordThatExceedsAFile() {
    List<BulkItem> boots = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      boots.add(BulkItem.of("boot " + i, EmbeddingRequest.ofText("boot " + i)));
    }
    env.builder().build().embed(boots, outcome -> {});
    long line = env.objects().get(0).size() / 5;
    Limits limits = BatchEnvironment.SMALL.toBuilder().set(Limit.BATCH_FILE_BYTES, line).build();
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary =
        env.builder().limits(limits).build().embed(BatchEnvironment.items(10), outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 9, 1, 0));
    assertThat(((BulkOutcome.Failed) outcomes.get(9)).exception())
        .hasMessageContaining("a record of " + (line + 1) + " bytes exceeds the limit of " + line)
        .hasMessageContaining(ViolationCodes.BATCH_RECORDS_TOO_LARGE);
  }

  @Test
  void failsItemsThatCannotBeSent() {
    List<BulkItem> items = new ArrayList<>(BatchEnvironment.items(6));
    items.add(BulkItem.of("missing", EmbeddingRequest.ofImage(ImageInput.of(Path.of("none.png")))));
    items.add(BatchEnvironment.item(1));
    items.add(BulkItem.of("k".repeat(70_000), EmbeddingRequest.ofText("x")));
    List<BulkOutcome> outcomes = new ArrayList<>();

    BatchSummary summary = env.builder().build().embed(items, outcomes::add);

    assertThat(summary).isEqualTo(new BatchSummary(1, 6, 3, 0));
    List<String> failures =
        outcomes.stream()
            .filter(BulkOutcome.Failed.class::isInstance)
            .map(outcome -> ((BulkOutcome.Failed) outcome).exception().getMessage())
            .toList();
    assertThat(failures).hasSize(3);
    assertThat(failures.get(0)).contains("none.png");
    assertThat(failures.get(1)).contains("duplicate key key 1");
    assertThat(failures.get(2)).contains("70,000 characters").hasSizeLessThan(1_000);
  }

  @Test
  void mapsKeysOfAnyForm() {
    List<BulkItem> items = new ArrayList<>();
    List<String> keys =
        List.of(
            "", " ", "ключ\n", "a\u0000b", "\ud800", "s3://shop/a=b/1.jpg", "\"}{", "\ud83d\ude00");
    for (String key : keys) {
      items.add(BulkItem.of(key, EmbeddingRequest.ofText("text " + items.size())));
    }
    List<BulkOutcome> outcomes = new ArrayList<>();

    env.builder().build().embed(items, outcomes::add);

    assertThat(BatchEnvironment.keys(outcomes)).isEqualTo(keys);
  }

  @Test
  void closesAFileAtItsBytes() {
    Limits limits = BatchEnvironment.SMALL.toBuilder().set(Limit.BATCH_FILE_BYTES, 1_000).build();

    env.builder().limits(limits).build().embed(BatchEnvironment.items(20), outcome -> {});

    assertThat(env.folders().get("input/job-00001")).isBetween(3, 10);
    assertThat(env.objects())
        .filteredOn(object -> object.uri().key().endsWith(".jsonl"))
        .allMatch(object -> object.size() <= 1_000);
    assertThat(env.journal.embedded()).isEqualTo(20);
  }

  @Test
  void reportsProgressAndTheEndOnce() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onUploaded(BatchInput input) {
            events.add("uploaded " + input.number() + " " + input.records());
          }

          @Override
          public void onProgress(BatchInput input, BatchJob job) {
            events.add("job " + input.number());
          }

          @Override
          public void onRead(BatchInput input, BatchReadReport report) {
            events.add("read " + input.number() + " " + report.isComplete());
            throw new IllegalStateException("ignored");
          }

          @Override
          public void onEnd(BatchSummary summary) {
            events.add("end " + summary.jobs());
          }
        };

    env.builder().listener(listener).build().embed(BatchEnvironment.items(25), outcome -> {});

    assertThat(events)
        .containsSubsequence("uploaded 1 20", "uploaded 2 5", "job 1", "read 1 true")
        .containsSubsequence("uploaded 2 5", "job 2", "read 2 true")
        .endsWith("read 2 true", "end 2");
    assertThat(events).containsOnlyOnce("end 2");
  }

  @Test
  void reportsAFailureAsTheLastEvent() {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    BatchListener listener =
        new BatchListener() {
          @Override
          public void onEnd(BatchSummary summary) {
            events.add("end");
          }

          @Override
          public void onFailure(Throwable failure) {
            events.add(String.valueOf(failure.getMessage()));
          }
        };

    assertThatThrownBy(
            () ->
                env.builder()
                    .listener(listener)
                    .build()
                    .embed(
                        BatchEnvironment.items(5),
                        outcome -> {
                          throw new IllegalStateException("stop");
                        }))
        .hasMessage("stop");

    assertThat(events).containsExactly("stop");
  }

  @Test
  void reportsTheEndToAListenerThatIsSlowerThanTheCall() throws InterruptedException {
    CountDownLatch returned = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    BatchListener slow =
        new BatchListener() {
          @Override
          public void onUploaded(BatchInput input) {
            Latches.await(returned);
          }

          @Override
          public void onEnd(BatchSummary summary) {
            ended.countDown();
          }
        };
    env.builder().listener(slow).build().embed(BatchEnvironment.items(5), outcome -> {});
    returned.countDown();

    assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void deletesItsObjectsWhenAsked() {
    BatchEmbedder batch = env.builder().build();
    batch.embed(BatchEnvironment.items(25), outcome -> {});
    assertThat(env.folders())
        .containsEntry("input/job-00001", 1)
        .containsEntry("input/job-00002", 1)
        .containsEntry("output/job-00001", 2);

    batch.cleanUp();
    batch.cleanUp();

    assertThat(env.objects()).isEmpty();
    assertThat(env.journal.embedded()).isEqualTo(25);
  }

  @Test
  void doesNotDeleteTheObjectsOfARunUnderWay() {
    BatchEmbedder batch = env.builder().build();
    assertThatThrownBy(
            () ->
                batch.embed(
                    BatchEnvironment.items(10),
                    outcome -> {
                      throw new IllegalStateException("stop");
                    }))
        .hasMessage("stop");

    assertThatThrownBy(batch::cleanUp)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not complete");
    assertThat(env.objects()).isNotEmpty();
  }

  @Test
  void embedsWithACustomModel() {
    env.close();
    String arn =
        "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-embed-image-v1:0/abcdefghijkl";
    env = new BatchEnvironment(folder.resolve("custom"), ModelId.custom(arn));

    assertThatThrownBy(() -> env.builder().build().embed(BatchEnvironment.items(10), outcome -> {}))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("model");
  }

  @Test
  void requiresAJournal() {
    assertThatThrownBy(() -> BatchEmbedder.builder().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("journal is not set");
  }
}
