package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.evaluation.VectorIndex;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One evaluation of one model. */
public final class EvaluationRun {
  private static final int SAMPLES = 1_000;

  private final Gallery gallery;
  private final Settings settings;
  private final Embedder embedder;
  private final @Nullable Function<List<Embedding>, VectorIndex> index;
  private final MetricScores metrics;

  public record Settings(int maxQueries, long seed, int maxInFlight, int failureLimit) {}

  /** Embeds an image or a text. */
  public record Embedder(
      Function<ImageInput, CompletableFuture<Embedding>> image,
      Function<String, CompletableFuture<Embedding>> text) {}

  public EvaluationRun(
      Gallery gallery,
      Settings settings,
      Embedder embedder,
      @Nullable Function<List<Embedding>, VectorIndex> index) {
    this.gallery = gallery;
    this.settings = settings;
    this.embedder = embedder;
    this.index = index;
    metrics = new MetricScores(SAMPLES, settings.seed());
  }

  public RetrievalReport run(String name) {
    List<String> keys = gallery.keys();
    List<String> texts = gallery.captions();
    VectorCollector ofImages =
        gallery.isOfTexts()
            ? embed(keys, embedder.text())
            : embed(gallery.images(), embedder.image());
    VectorCollector ofCaptions = embed(texts, embedder.text());
    VectorMatrix images = ofImages.vectors();
    VectorMatrix captions = ofCaptions.vectors();
    if (images.any() && captions.any() && images.dimensions() != captions.dimensions()) {
      throw new IllegalStateException(
          (gallery.isOfTexts() ? "text" : "image")
              + " vectors have "
              + images.dimensions()
              + " dimensions, "
              + (gallery.isOfTexts() ? "query" : "caption")
              + " vectors "
              + captions.dimensions());
    }
    return new RetrievalReport(
        name,
        images.dimensions(),
        search(new Direction(captions, texts, images, keys, gallery.imagesOfCaption())),
        search(new Direction(images, keys, captions, texts, gallery.captionsOfImage())),
        failures(ofImages, keys),
        failures(ofCaptions, texts),
        gallery.isOfTexts());
  }

  private <T> VectorCollector embed(
      List<T> items, Function<T, CompletableFuture<Embedding>> embedder) {
    VectorCollector collector = new VectorCollector(items.size(), settings.maxInFlight());
    collector.collect(i -> embedder.apply(items.get(i)), settings.failureLimit());
    return collector;
  }

  private static Map<String, Throwable> failures(VectorCollector collector, List<String> items) {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    collector.failures().forEach((i, failure) -> failures.put(items.get(i), failure));
    return failures;
  }

  /** The queries of one kind and their candidates of the other. */
  private record Direction(
      VectorMatrix queries,
      List<String> queryNames,
      VectorMatrix answers,
      List<String> answerNames,
      List<int[]> relevant) {
    private ExactSearch.@Nullable Query query(int index) {
      return queries.has(index) && answers.any()
          ? new ExactSearch.Query(queries.get(index), relevant.get(index))
          : null;
    }

    private RankedQuery ranked(int index, ExactSearch.@Nullable Query query) {
      String name = queryNames.get(index);
      String expected = answerNames.get(relevant.get(index)[0]);
      if (query == null) {
        return new RankedQuery(name, expected, "", 0);
      }
      boolean isAnswered = query.bestRelevant > Float.NEGATIVE_INFINITY;
      String found = query.top < 0 ? "" : answerNames.get(query.top);
      return new RankedQuery(name, expected, found, isAnswered ? query.rank : 0);
    }
  }

  private RetrievalScores search(Direction direction) {
    Map<Integer, ExactSearch.Query> queries = new HashMap<>();
    int[] drawn = draw(direction.queryNames().size());
    for (int index : drawn) {
      ExactSearch.Query query = direction.query(index);
      if (query != null) {
        queries.put(index, query);
      }
    }
    List<ExactSearch.Query> answerable = List.copyOf(queries.values());
    if (index == null) {
      new ExactSearch(direction.answers(), Runtime.getRuntime().availableProcessors())
          .search(answerable);
    } else if (!answerable.isEmpty()) {
      new IndexSearch(direction.answers(), index).search(answerable);
    }
    List<RankedQuery> ranked =
        IntStream.of(drawn).mapToObj(index -> direction.ranked(index, queries.get(index))).toList();
    return new RetrievalScores(ranked, direction.answers().count(), metrics.scores(ranked));
  }

  private int[] draw(int size) {
    List<Integer> indexes = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    if (size > settings.maxQueries()) {
      Collections.shuffle(indexes, new Random(settings.seed()));
      indexes = indexes.subList(0, settings.maxQueries());
    }
    return indexes.stream().mapToInt(Integer::intValue).sorted().toArray();
  }
}
