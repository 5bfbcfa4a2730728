package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.client;
import static io.github.titanembeddings.bulk.BulkSamples.clientWithoutThreads;
import static io.github.titanembeddings.bulk.BulkSamples.failure;
import static io.github.titanembeddings.bulk.BulkSamples.good;
import static io.github.titanembeddings.bulk.BulkSamples.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.internal.engine.VirtualTime;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.transport.AsyncTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run reports what its journal has committed, whatever happens to the journal. */
@Timeout(120)
class OutcomeRecorderTest {
  @TempDir private Path folder;
  private final List<BulkOutcome> outcomes = new ArrayList<>();
  private final AtomicInteger calls = new AtomicInteger();

  private Path file() {
    return folder.resolve("items.journal");
  }

  private Journal open() {
    return Journal.open(file(), ModelId.onDemand());
  }

  private BulkSummary embed(Journal journal, List<BulkItem> items, Consumer<BulkOutcome> callback) {
    BulkOptions options = BulkOptions.builder().journal(journal).inputOrder(true).build();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              calls.incrementAndGet();
              return good();
            })) {
      return BulkEmbedder.of(titan, options)
          .embed(
              items,
              outcome -> {
                outcomes.add(outcome);
                callback.accept(outcome);
              });
    }
  }

  private BulkSummary embed(Journal journal, List<BulkItem> items) {
    return embed(journal, items, outcome -> {});
  }

  private List<BulkOutcome> embedded() {
    return outcomes.stream().filter(BulkOutcome.Embedded.class::isInstance).toList();
  }

  @Test
  void doesNotResendCompletedItems() {
    try (Journal journal = open()) {
      embed(journal, List.of(item(1), item(2)));
      BulkSummary second = embed(journal, List.of(item(1), item(2), item(3)));

      assertThat(calls).hasValue(3);
      assertThat(second.totals().reused()).isEqualTo(2);
      assertThat(second.totals().embedded()).isEqualTo(3);
      assertThat(journal.outcomes())
          .extracting(BulkOutcome::key)
          .containsExactlyInAnyOrder("key-1", "key-2", "key-3");
    }
  }

  @Test
  void sendsDuplicateContentOnceAndFailsADuplicateKey() {
    BulkItem same = BulkItem.of("same", item(1).request());

    try (Journal journal = open()) {
      BulkSummary summary = embed(journal, List.of(item(1), same, item(1)));

      assertThat(calls).hasValue(1);
      assertThat(summary.totals().embedded()).isEqualTo(2);
      assertThat(outcomes).extracting(BulkOutcome::key).containsExactly("key-1", "same", "key-1");
      assertThat(((BulkOutcome.Failed) outcomes.get(2)).exception())
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("key-1");
      assertThat(journal.outcomes()).extracting(BulkOutcome::key).containsExactly("key-1", "same");
    }
  }

  @Test
  void stopsWhenTheDiskIsFullAndReportsOnlyRecordedOutcomes() {
    try (Journal journal = Journal.builder(file(), ModelId.onDemand()).maxPages(30).open()) {
      BulkStoppedException stopped =
          assertThrows(BulkStoppedException.class, () -> embed(journal, BulkSamples.items(500)));

      assertThat(stopped)
          .hasCauseInstanceOf(JournalException.class)
          .hasMessageContaining("the disk is full");
    }
    assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();
    try (Journal journal = open()) {
      assertThat(journal.embedded()).isEqualTo(embedded().size()).isLessThan(120);
      assertThat(embedded()).allMatch(outcome -> journal.outcome(outcome.key()).isPresent());
    }
  }

  /** Counts each call, and changes the file before it responds. */
  private AsyncTransport changing(Path file, AsyncTransport responses) {
    return call -> {
      calls.incrementAndGet();
      write(file, TestImages.png(9, 9));
      return responses.invoke(call);
    };
  }

  @Test
  void failsAnImageThatChangesBetweenTwoAttempts() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), TestImages.png(8, 8));
    BulkItem image = BulkItem.of("a", EmbeddingRequest.ofImage(ImageInput.of(file)));
    AsyncTransport changing =
        changing(file, call -> failure(ServiceException.Kind.UNAVAILABLE, 503));

    try (Journal journal = open()) {
      BulkOptions options = BulkOptions.builder().journal(journal).build();
      try (TitanEmbeddingsAsyncClient titan = clientWithoutThreads(changing);
          BulkRun run = BulkSamples.start(titan, options, List.of(image), new VirtualTime())) {
        assertThat(run.stream())
            .singleElement()
            .isInstanceOfSatisfying(
                BulkOutcome.Failed.class,
                failed -> {
                  assertThat(failed.kind()).isEqualTo(FailureKind.REJECTED);
                  assertThat(failed.exception())
                      .hasMessageContaining("the content of a changed")
                      .hasMessageContaining("image.changed");
                });
      }
      assertThat(calls).hasValue(1);

      embed(journal, List.of(image));
      assertThat(embedded()).as("in the next run").hasSize(1);
    }
  }

  @Test
  void sendsAChangedImageWithoutAJournal() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), TestImages.png(8, 8));
    BulkItem image = BulkItem.of("a", EmbeddingRequest.ofImage(ImageInput.of(file)));
    AsyncTransport changing =
        changing(
            file,
            call -> calls.get() == 1 ? failure(ServiceException.Kind.UNAVAILABLE, 503) : good());

    try (TitanEmbeddingsAsyncClient titan = clientWithoutThreads(changing);
        BulkRun run =
            BulkSamples.start(titan, BulkOptions.defaults(), List.of(image), new VirtualTime())) {
      assertThat(run.stream()).singleElement().isInstanceOf(BulkOutcome.Embedded.class);
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void stopsWhenTheJournalIsClosed() {
    Journal journal = open();
    BulkOptions options = BulkOptions.builder().journal(journal).build();
    Stream<BulkItem> source =
        Stream.of(item(1), item(2))
            .peek(
                item -> {
                  if (item.key().equals("key-2")) {
                    journal.close();
                  }
                });
    try (TitanEmbeddingsAsyncClient titan = client(call -> good())) {
      BulkStoppedException stopped =
          assertThrows(
              BulkStoppedException.class,
              () -> BulkEmbedder.of(titan, options).embed(source, outcomes::add));
      assertThat(stopped.getCause()).hasMessageContaining("closed");
    }
    assertThat(outcomes).extracting(BulkOutcome::key).containsExactlyInAnyOrder("key-1", "key-2");
    try (Journal reopened = open()) {
      assertThat(embedded()).allMatch(o -> reopened.outcome(o.key()).isPresent());
      assertThat(reopened.outcome("key-2")).isEmpty();
    }
  }

  @Test
  void reportsOnlyCommittedOutcomesWhenACommitFails() {
    try (Journal journal = open()) {
      BulkStoppedException stopped =
          assertThrows(
              BulkStoppedException.class,
              () -> embed(journal, BulkSamples.items(5_000), outcome -> deleteTheLockFile()));

      assertThat(stopped)
          .hasCauseInstanceOf(JournalException.class)
          .hasMessageContaining("deleted, moved or replaced");
      assertThat(journal.embedded()).isEqualTo(embedded().size()).isPositive();
      assertThat(embedded()).allMatch(outcome -> journal.outcome(outcome.key()).isPresent());
      assertThat(outcomes)
          .filteredOn(BulkOutcome.Failed.class::isInstance)
          .extracting(outcome -> ((BulkOutcome.Failed) outcome).exception())
          .hasAtLeastOneElementOfType(JournalException.class);
      BulkSummary summary = stopped.summary().orElseThrow();
      assertThat(summary.totals().embedded()).isEqualTo(embedded().size());
      assertThat(summary.totals().failed()).isEqualTo(outcomes.size() - embedded().size());
      assertThat(outcomes).extracting(BulkOutcome::key).doesNotHaveDuplicates();
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void deleteTheLockFile() {
    try {
      Files.deleteIfExists(folder.resolve("items.journal.lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
