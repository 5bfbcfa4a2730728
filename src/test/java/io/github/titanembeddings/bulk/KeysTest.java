package io.github.titanembeddings.bulk;

import static io.github.titanembeddings.bulk.BulkSamples.GOOD;
import static io.github.titanembeddings.bulk.BulkSamples.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.transport.InvokeReply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Long, unusual and duplicate keys affect no other item. */
class KeysTest {
  private static final String LONGEST = "k".repeat(65_536);

  @TempDir private Path folder;

  private final AtomicInteger calls = new AtomicInteger();
  private InvokeReply reply = GOOD;

  private List<BulkOutcome> embed(BulkOptions.Builder options, String... keys) {
    List<BulkItem> items =
        IntStream.range(0, keys.length)
            .mapToObj(i -> BulkItem.of(keys[i], EmbeddingRequest.ofText("text " + i)))
            .toList();
    List<BulkOutcome> outcomes = new ArrayList<>();
    try (TitanEmbeddingsAsyncClient titan =
        client(
            call -> {
              calls.incrementAndGet();
              return CompletableFuture.completedFuture(reply);
            })) {
      BulkSummary summary =
          BulkEmbedder.of(titan, options.inputOrder(true).build()).embed(items, outcomes::add);
      assertThat(summary.end()).isEqualTo(BulkSummary.End.COMPLETED);
    }
    return outcomes;
  }

  private static InvalidRequestException refusal(BulkOutcome outcome) {
    return (InvalidRequestException) ((BulkOutcome.Failed) outcome).exception();
  }

  @ParameterizedTest
  @ValueSource(ints = {65_537, 5_000_000})
  void overlongKeyFailsThatItemOnly(int length) {
    String tooLong = "k".repeat(length);
    try (Journal journal = BulkSamples.journal(folder)) {
      List<BulkOutcome> outcomes =
          embed(BulkOptions.builder().journal(journal), "a", tooLong, LONGEST, "b");

      assertThat(outcomes).extracting(BulkOutcome::key).containsExactly("a", tooLong, LONGEST, "b");
      assertThat(refusal(outcomes.get(1)).violations())
          .singleElement()
          .satisfies(
              violation -> {
                assertThat(violation.code()).isEqualTo("key.too-long");
                assertThat(violation.message())
                    .contains(
                        String.format(Locale.ROOT, "%,d characters", length), "65,536 characters")
                    .hasSizeLessThan(400);
              });
      assertThat(journal.embedded()).isEqualTo(3);
      assertThat(journal.failed()).isZero();
    }
    assertThat(calls).hasValue(3);
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.outcome(LONGEST)).isPresent();
      assertThat(journal.outcomes()).hasSize(3);
    }
  }

  @Test
  void acceptsKeysOfAnyLengthWithoutAJournal() {
    assertThat(embed(BulkOptions.builder(), "k".repeat(100_000)))
        .singleElement()
        .isInstanceOf(BulkOutcome.Embedded.class);
  }

  @Test
  void journalKeepsKeysOfAnyCharacters() {
    String[] odd = {
      "", "\0", "\uD83D", "\uDE00", "\uDE00\uD83D", "?", "\uFFFD", "\r\n", "é", "e\u0301"
    };
    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(embed(BulkOptions.builder().journal(journal), odd)).hasSize(odd.length);
    }

    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.outcomes().map(BulkOutcome::key)).containsExactlyInAnyOrder(odd);
      for (String key : odd) {
        assertThat(journal.outcome(key))
            .hasValueSatisfying(o -> assertThat(o.key()).isEqualTo(key));
      }
      assertThat(embed(BulkOptions.builder().journal(journal), odd)).hasSize(odd.length);
    }
    assertThat(calls).hasValue(odd.length);
  }

  @Test
  void journalAcceptsRequestIdsOfAnyLength() {
    reply = InvokeReply.builder(GOOD.body()).requestId("r".repeat(17_000_000)).build();
    try (Journal journal = BulkSamples.journal(folder)) {
      embed(BulkOptions.builder().journal(journal), "a", "b");
    }

    try (Journal journal = BulkSamples.journal(folder)) {
      assertThat(journal.outcomes().map(BulkOutcome::key)).containsExactlyInAnyOrder("a", "b");
    }
  }

  static Stream<String> duplicates() {
    return Stream.of("a", "", LONGEST, "\uD83D");
  }

  @ParameterizedTest
  @MethodSource("duplicates")
  void rejectsDuplicateKeysOnRequest(String key) {
    List<BulkOutcome> outcomes =
        embed(BulkOptions.builder().rejectDuplicateKeys(true), key, "other", key, key);

    assertThat(outcomes.subList(0, 2)).allMatch(o -> o instanceof BulkOutcome.Embedded);
    assertThat(outcomes.subList(2, 4))
        .allSatisfy(
            outcome -> {
              assertThat(outcome.key()).isEqualTo(key);
              assertThat(refusal(outcome).violations())
                  .extracting(v -> v.code())
                  .containsExactly("key.duplicate");
              assertThat(refusal(outcome).getMessage()).hasSizeLessThan(400);
            });
    assertThat(calls).hasValue(2);
  }

  @Test
  void embedsBothItemsOfAKeyByDefault() {
    assertThat(embed(BulkOptions.builder(), "a", "a"))
        .hasSize(2)
        .allMatch(o -> o instanceof BulkOutcome.Embedded);
    assertThat(calls).hasValue(2);
    assertThat(BulkOptions.defaults().rejectDuplicateKeys()).isFalse();
  }

  @Test
  void journalAlwaysRejectsDuplicateKeys() {
    for (boolean reject : new boolean[] {false, true}) {
      calls.set(0);
      String key = "key " + reject;
      try (Journal journal = BulkSamples.journal(folder)) {
        List<BulkOutcome> outcomes =
            embed(BulkOptions.builder().journal(journal).rejectDuplicateKeys(reject), key, key);
        assertThat(refusal(outcomes.get(1))).hasMessageContaining("key.duplicate");
      }
      assertThat(calls.get()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void eachRunHasItsOwnKeys() {
    BulkOptions.Builder options = BulkOptions.builder().rejectDuplicateKeys(true);

    assertThat(embed(options, "a")).allMatch(o -> o instanceof BulkOutcome.Embedded);
    assertThat(embed(options, "a")).allMatch(o -> o instanceof BulkOutcome.Embedded);
  }
}
