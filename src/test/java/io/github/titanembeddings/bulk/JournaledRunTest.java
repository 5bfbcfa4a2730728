package io.github.titanembeddings.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.bulk.BulkOutcome.RecordedFailureException;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that resume earlier ones, over the AWS SDK and real files. */
class JournaledRunTest {
  @TempDir private Path folder;
  @AutoClose private static TitanStub stub;

  @BeforeAll
  static void start() {
    stub = TitanStub.start();
  }

  @BeforeEach
  void reset() {
    stub.reset();
  }

  private BulkEmbedder embedder(Journal journal) {
    return BulkEmbedder.of(
        stub.asyncClient(), BulkOptions.builder().inputOrder(true).journal(journal).build());
  }

  /** Embeds items with a newly opened journal and returns the outcomes. */
  private List<BulkOutcome> run(BulkItem... items) {
    List<BulkOutcome> outcomes = new ArrayList<>();
    try (Journal journal = BulkSamples.journal(folder)) {
      embedder(journal).embed(List.of(items), outcomes::add);
      assertThat(journal.outcomes().map(BulkOutcome::key)).doesNotHaveDuplicates();
    }
    return outcomes;
  }

  private static BulkItem item(String key, String text) {
    return BulkItem.of(key, EmbeddingRequest.ofText(text));
  }

  private BulkItem image(String key, String name, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    return BulkItem.of(key, EmbeddingRequest.ofImage(ImageInput.of(file)));
  }

  @Test
  void sendsNothingInASecondRun() throws IOException {
    BulkItem[] items = {
      item("a", "red shoe"), image("b", "b.png", TestImages.png(8, 8)), item("c", "blue hat")
    };
    List<BulkOutcome> first = run(items);
    assertThat(stub.requestCount()).isEqualTo(3);

    List<BulkOutcome> second = run(items);

    assertThat(stub.requestCount()).isEqualTo(3);
    assertThat(second).extracting(BulkOutcome::key).containsExactly("a", "b", "c");
    for (int i = 0; i < items.length; i++) {
      assertThat(vector(second.get(i))).isEqualTo(vector(first.get(i)));
    }
  }

  private static float[] vector(BulkOutcome outcome) {
    return ((BulkOutcome.Embedded) outcome).response().embedding().toArray();
  }

  @Test
  void sendsTheSameContentOnce() throws IOException {
    byte[] image = TestImages.png(8, 8);

    List<BulkOutcome> outcomes =
        run(
            image("a", "a.png", image),
            image("b", "copy.png", image),
            BulkItem.of("c", EmbeddingRequest.ofImage(ImageInput.of(image))),
            item("d", "hat"),
            item("e", "hat"));

    assertThat(stub.requestCount()).isEqualTo(2);
    assertThat(outcomes).extracting(BulkOutcome::key).containsExactly("a", "b", "c", "d", "e");
    assertThat(vector(outcomes.get(1))).isEqualTo(vector(outcomes.get(0)));
    assertThat(vector(outcomes.get(4))).isEqualTo(vector(outcomes.get(3)));
    run(item("f", "hat"));
    assertThat(stub.requestCount()).as("under a new key in a later run").isEqualTo(2);
  }

  @Test
  void embedsAChangedFileAgain() throws IOException {
    run(image("a", "a.png", TestImages.png(8, 8)));
    BulkOutcome changed = run(image("a", "a.png", TestImages.png(9, 9))).get(0);

    assertThat(stub.requestCount()).isEqualTo(2);
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.outcomes()).singleElement().isEqualTo(journal.outcome("a").orElseThrow());
      assertThat(vector(journal.outcome("a").orElseThrow())).isEqualTo(vector(changed));
    }
  }

  @Test
  void failsADuplicateKeyAndKeepsTheFirst() {
    List<BulkOutcome> outcomes = run(item("a", "hat"), item("a", "shoe"), item("a", "hat"));

    assertThat(outcomes.get(0)).isInstanceOf(BulkOutcome.Embedded.class);
    assertThat(outcomes.subList(1, 3))
        .allSatisfy(
            outcome ->
                assertThat(((BulkOutcome.Failed) outcome).exception())
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("key.duplicate"));
    assertThat(stub.requestCount()).isEqualTo(1);
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(vector(journal.outcome("a").orElseThrow())).isEqualTo(vector(outcomes.get(0)));
    }
  }

  @Test
  void retriesMissingImagesButNotRejectedInput() throws IOException {
    Path late = folder.resolve("late.png");
    BulkItem missing = BulkItem.of("late", EmbeddingRequest.ofImage(ImageInput.of(late)));
    stub.enqueue(
        StubResponse.error(400, "ValidationException", "Image exceeds max pixels allowed."));
    assertThat(run(item("bad", "hat"), missing)).allMatch(o -> o instanceof BulkOutcome.Failed);
    assertThat(stub.requestCount()).isEqualTo(1);
    Files.write(late, TestImages.png(8, 8));

    List<BulkOutcome> again = run(item("bad", "hat"), missing);

    assertThat(stub.requestCount()).as("the image alone").isEqualTo(2);
    assertThat(((BulkOutcome.Failed) again.get(0)).exception())
        .isInstanceOf(RecordedFailureException.class)
        .hasMessageContaining("Image exceeds max pixels allowed");
    assertThat(again.get(1)).isInstanceOf(BulkOutcome.Embedded.class);
  }

  @Test
  void resumesAStoppedRun() {
    List<BulkItem> items =
        IntStream.range(0, 200).mapToObj(i -> item("key " + i, "text " + i)).toList();
    try (Journal journal = BulkSamples.journal(folder);
        BulkRun run = embedder(journal).start(items);
        Stream<BulkOutcome> outcomes = run.stream()) {
      assertThat(outcomes.limit(20)).hasSize(20);
    }
    long kept;
    try (Journal journal = BulkSamples.journal(folder)) {
      kept = journal.embedded();
      assertThat(kept).isBetween(20L, 200L);
      assertThat(journal.failed()).as("stopped items are no failures").isZero();
    }
    long before = stub.requestCount();

    assertThat(run(items.toArray(BulkItem[]::new)))
        .hasSize(200)
        .allMatch(outcome -> outcome instanceof BulkOutcome.Embedded);
    int inFlight = BulkOptions.defaults().maxInFlight();
    assertThat(stub.requestCount() - before).isLessThanOrEqualTo(200 - kept + inFlight);
  }

  @Test
  void keepsReportedOutcomesWhenTheDiskIsFull() {
    List<String> reported = new ArrayList<>();
    List<BulkItem> items =
        IntStream.range(0, 100).mapToObj(i -> item("key " + i, "text " + i)).toList();
    try (Journal journal =
        Journal.builder(folder.resolve("items.journal"), ModelId.onDemand()).maxPages(40).open()) {
      assertThatThrownBy(
              () ->
                  embedder(journal)
                      .embed(
                          items,
                          outcome ->
                              outcome.fold(e -> reported.add(e.key()), failed -> failed.key())))
          .isInstanceOf(BulkStoppedException.class)
          .cause()
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("free some space");
    }
    assertThat(reported).hasSizeLessThan(100);
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.outcomes().map(BulkOutcome::key)).containsAll(reported);
    }
    assertThat(run(items.toArray(BulkItem[]::new))).hasSize(100);
  }

  @Test
  void servesOneRunAtATime() {
    stub.enqueue(StubResponse.throttled());
    try (Journal journal = BulkSamples.journal(folder);
        BulkRun run = embedder(journal).start(List.of(item("a", "hat")))) {
      assertThatThrownBy(() -> embedder(journal).start(List.of(item("b", "hat"))))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("one run at a time");
      assertThat(run.stream()).hasSize(1);
    }
  }

  @Test
  void rejectsAnotherModel() {
    try (Journal journal = BulkSamples.journal(folder)) {
      BulkEmbedder other =
          BulkEmbedder.of(
              stub.asyncClient().withModel(ModelId.of("another")),
              BulkOptions.builder().journal(journal).build());

      assertThatThrownBy(() -> other.start(List.of(item("a", "hat"))))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("another");
    }
    assertThat(stub.requestCount()).isZero();
  }
}
