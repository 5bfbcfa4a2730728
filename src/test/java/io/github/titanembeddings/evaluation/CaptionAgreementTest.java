package io.github.titanembeddings.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.bulk.Journal;
import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestWriter;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.support.TestImages;
import io.github.titanembeddings.testing.TitanStub;
import io.github.titanembeddings.transport.AsyncTransport;
import io.github.titanembeddings.transport.InvokeReply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionAgreementTest {
  private static final List<String> GROUPS = List.copyOf(DrawnCatalog.groups());

  /** In the order of the groups, in words that the stub's vectors know. */
  private static final List<String> CAPTIONS =
      List.of(
          "a round red apple",
          "a round blue ball",
          "a black and white chequered grid",
          "a purple flower",
          "a green forest",
          "a yellow lemon",
          "gray mountain",
          "a dark night sky",
          "a round orange",
          "the blue sea with level waves",
          "an orange sunset",
          "a red brick wall",
          "upright black and white stripes");

  private static final ModelId TUNED =
      ModelId.provisioned("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc123def456");

  private static final int PAIRS = 400;
  private static final int SWAPPED = 20;

  @TempDir Path folder;
  private LocalObjectStore store;

  @BeforeEach
  void openStore() {
    store = LocalObjectStore.of("images", folder);
  }

  private DatasetManifest manifest(List<TrainingExample> examples) throws IOException {
    Path file = folder.resolve("train.jsonl");
    try (ManifestWriter writer = ManifestWriter.to(file)) {
      for (TrainingExample example : examples) {
        writer.write(example);
      }
    }
    return DatasetManifest.of(file);
  }

  private TrainingExample example(int number, String caption) throws IOException {
    String key = number + ".png";
    String group = GROUPS.get(number % GROUPS.size());
    ImageIO.write(DrawnCatalog.image(group, number, 3), "png", folder.resolve(key).toFile());
    return TrainingExample.of("s3://images/" + key, caption);
  }

  @Test
  void findsSwappedCaptions() throws IOException {
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      captions.add(CAPTIONS.get(i % CAPTIONS.size()));
    }
    Set<Long> swapped = swap(captions);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < PAIRS; i++) {
      examples.add(example(i, captions.get(i)));
    }
    CaptionAgreement agreement =
        CaptionAgreement.of(manifest(examples), store).withListedShare(0.05);

    AgreementReport report;
    try (TitanStub stub = TitanStub.start()) {
      stub.vectors(new VisibleFeatures());
      report = agreement.run(stub.asyncClient(), BulkOptions.defaults());
    }

    assertThat(report.pairs()).isEqualTo(PAIRS);
    assertThat(report.failed()).isZero();
    assertThat(swapped).hasSize(SWAPPED);
    Set<Long> lowest = lines(report.lowest());
    assertThat(lowest).hasSize(PAIRS / 20);
    lowest.retainAll(swapped);
    assertThat(lowest).hasSizeGreaterThanOrEqualTo((int) (0.9 * SWAPPED));
    assertThat(report.percentiles()).hasSize(101).isSorted();
    assertThat(report.toHtml(store)).contains("<img alt", "The lowest 20 of 400 pairs");
    assertThat(report.toText()).startsWith("400 pairs, 0 failed\ncosine at 0 %: ");
  }

  /** Swaps captions of random pairs that differ, and returns the lines. */
  private static Set<Long> swap(List<String> captions) {
    Random random = new Random(7);
    Set<Long> swapped = new TreeSet<>();
    while (swapped.size() < SWAPPED) {
      int first = random.nextInt(PAIRS);
      int second = random.nextInt(PAIRS);
      boolean differ = !captions.get(first).equals(captions.get(second));
      if (differ && !swapped.contains(first + 1L) && !swapped.contains(second + 1L)) {
        Collections.swap(captions, first, second);
        swapped.addAll(List.of(first + 1L, second + 1L));
      }
    }
    return swapped;
  }

  private static Set<Long> lines(List<ScoredPair> pairs) {
    return pairs.stream().map(ScoredPair::line).collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void estimatesBeforeItSends() throws IOException {
    List<TrainingExample> examples = List.of(example(0, "a red apple"), example(1, "a blue ball"));
    CaptionAgreement agreement = CaptionAgreement.of(manifest(examples), store);

    Estimate estimate = agreement.estimate();

    assertThat(estimate.images()).isEqualTo(2);
    assertThat(estimate.texts()).isEqualTo(2);
    assertThat(estimate.items()).isEqualTo(4);
  }

  @Test
  void countsPairsThatCannotBeEmbedded() throws IOException {
    Files.write(folder.resolve("broken.png"), new byte[] {1, 2, 3});
    Files.write(folder.resolve("large.png"), TestImages.png(2_300, 2_000));
    List<TrainingExample> examples =
        List.of(
            example(0, "a red apple"),
            TrainingExample.of("s3://images/broken.png", "broken"),
            TrainingExample.of("s3://images/missing.png", "missing"),
            TrainingExample.of("no uri <script>", "nowhere"),
            TrainingExample.of("s3://images/large.png", "words ".repeat(400)),
            TrainingExample.of("s3://images/0.png", " "));

    AgreementReport report;
    try (TitanStub stub = TitanStub.start()) {
      report =
          CaptionAgreement.of(manifest(examples), store)
              .run(stub.asyncClient(), BulkOptions.defaults());
    }

    assertThat(report.pairs()).isEqualTo(2);
    assertThat(report.failed()).isEqualTo(3);
    assertThat(report.failures()).containsOnlyKeys(2L, 3L, 4L);
    assertThat(report.failures().get(3L)).hasMessageContaining("image.not-found");
    assertThat(report.toText()).contains("\nline 2 failed: ", "\nline 4 failed: ");
    assertThat(report.toHtml(store))
        .contains("2 pairs, 3 failed", "<h2>Failures</h2>", "no uri &lt;script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void reportsAnEmptyManifest() throws IOException {
    try (TitanStub stub = TitanStub.start()) {
      AgreementReport report =
          CaptionAgreement.of(manifest(List.of()), store)
              .run(stub.asyncClient(), BulkOptions.defaults());

      assertThat(report.lowest()).isEmpty();
      assertThat(report.percentiles()).isEmpty();
      assertThat(report.toHtml(store)).contains("0 pairs");
      assertThat(report.toText()).isEqualTo("0 pairs, 0 failed\n");
    }
  }

  @Test
  void ranksEqualCosinesByLine() throws IOException {
    List<TrainingExample> examples = Collections.nCopies(50, example(0, "a red apple"));

    AgreementReport report =
        CaptionAgreement.of(manifest(examples), store)
            .run(client(reply(1)), BulkOptions.defaults());

    assertThat(report.pairs()).isEqualTo(50);
    assertThat(lines(report.lowest())).containsExactly(1L);
    assertThat(report.percentiles()).hasSize(101).allMatch(cosine -> cosine == 1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.01, 1", "0.07, 7", "0.071, 8", "1, 100"})
  void roundsTheListedShareUp(double share, int listed) throws IOException {
    List<TrainingExample> examples = Collections.nCopies(100, example(0, "a red apple"));

    AgreementReport report =
        CaptionAgreement.of(manifest(examples), store)
            .withListedShare(share)
            .run(client(reply(1)), BulkOptions.defaults());

    assertThat(report.lowest()).hasSize(listed);
  }

  @Test
  void rejectsAShareOutsideZeroToOne() throws IOException {
    CaptionAgreement agreement = CaptionAgreement.of(manifest(List.of()), store);

    for (double share : new double[] {-0.01, 1.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> agreement.withListedShare(share))
          .withMessageContaining(Double.toString(share));
    }
  }

  @Test
  void scoresOnePairOfZeroVectors() throws IOException {
    AgreementReport report =
        CaptionAgreement.of(manifest(List.of(example(0, "a red apple"))), store)
            .run(client(reply(0)), BulkOptions.defaults());

    assertThat(report.lowest()).singleElement().extracting(ScoredPair::cosine).isEqualTo(0.0);
    assertThat(report.toText())
        .isEqualTo(
            "1 pairs, 0 failed\n"
                + Stream.of(0, 1, 5, 25, 50, 75, 100)
                    .map(percent -> "cosine at " + percent + " %: 0.000\n")
                    .collect(Collectors.joining())
                + "line 1: 0.000 s3://images/0.png \"a red apple\"\n");
    assertThat(report.toHtml(store)).contains("The lowest 1 of 1 pairs", "<div>100<i");
  }

  @Test
  void skipsLinesWithErrors() throws IOException {
    manifest(List.of(example(0, "a red apple")));
    Path file = folder.resolve("train.jsonl");
    Files.writeString(
        file,
        Files.readString(file)
            + "{\"caption\": \"no image\"}\n[]\n\n{\"image-ref\": \"s3://images/0.png\"}\n");

    AgreementReport report =
        CaptionAgreement.of(DatasetManifest.of(file), store)
            .run(client(reply(1)), BulkOptions.defaults());

    assertThat(report).hasToString("1 pairs, 0 failed");
  }

  @Test
  void resumesAStoppedRunFromItsJournal() throws IOException {
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      examples.add(example(i, "caption number " + i));
    }
    CaptionAgreement agreement = CaptionAgreement.of(manifest(examples), store);
    AtomicInteger calls = new AtomicInteger();
    AtomicInteger allowed = new AtomicInteger(15);
    AsyncTransport transport =
        call ->
            calls.incrementAndGet() > allowed.get()
                ? CompletableFuture.failedFuture(
                    ServiceException.builder(ServiceException.Kind.ACCESS_DENIED, "no access")
                        .statusCode(403)
                        .build())
                : CompletableFuture.completedFuture(reply(1));

    AgreementReport report;
    try (TitanEmbeddingsAsyncClient client = client(transport).withModel(TUNED);
        Journal journal = Journal.open(folder.resolve("agreement.db"), TUNED)) {
      BulkOptions options = BulkOptions.builder().journal(journal).build();
      assertThatThrownBy(() -> agreement.run(client, options))
          .isInstanceOf(BulkStoppedException.class)
          .hasMessageContaining("no access");
      assertThat(journal.embedded()).isEqualTo(15);
      calls.set(0);
      allowed.set(25);
      report = agreement.run(client, options);
    }

    assertThat(report).hasToString("20 pairs, 0 failed");
    assertThat(calls).hasValue(25);
  }

  @Test
  void interruptionStopsTheRun() throws IOException {
    CaptionAgreement agreement =
        CaptionAgreement.of(manifest(List.of(example(0, "a red apple"))), store);
    AsyncTransport silent = call -> new CompletableFuture<>();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> agreement.run(client(silent), BulkOptions.defaults()))
        .isInstanceOf(BulkStoppedException.class);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void readsAStreamOnce() {
    InputStream lines = InputStream.nullInputStream();
    CaptionAgreement agreement =
        CaptionAgreement.of(DatasetManifest.of("train.jsonl", lines), store);

    assertThat(agreement.estimate().items()).isZero();
    assertThatIllegalStateException()
        .isThrownBy(() -> agreement.run(client(reply(1)), BulkOptions.defaults()));
  }

  private static TitanEmbeddingsAsyncClient client(InvokeReply reply) {
    return client(call -> CompletableFuture.completedFuture(reply));
  }

  private static TitanEmbeddingsAsyncClient client(AsyncTransport transport) {
    return TitanEmbeddingsAsyncClient.builder().transport(transport).build();
  }

  /** Returns a vector of equal numbers. */
  private static InvokeReply reply(int number) {
    String numbers = String.join(",", Collections.nCopies(1024, Integer.toString(number)));
    return InvokeReply.ofJson("{\"embedding\":[" + numbers + "],\"inputTextTokenCount\":3}");
  }
}
