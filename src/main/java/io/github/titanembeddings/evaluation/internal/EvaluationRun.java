package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.EvaluationListener;
import io.github.titanembeddings.evaluation.EvaluationListener.Phase;
import io.github.titanembeddings.evaluation.FailedItem;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.internal.concurrent.Listeners;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One evaluation of one model. */
public final class EvaluationRun {
  private final Gallery gallery;
  private final Settings settings;
  private final Supplier<EmbeddingRequest.Builder> requests;
  private final Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder;
  private final BootstrapInterval bootstrap;
  private final List<FailedItem> failures = new ArrayList<>();

  public record Settings(
      int maxQueries,
      long seed,
      int bootstrapSamples,
      int maxInFlight,
      int failureLimit,
      EvaluationListener listener) {}

  public record Result(
      String name,
      int dimensions,
      RetrievalScores textToImage,
      RetrievalScores imageToText,
      List<FailedItem> failures,
      BootstrapInterval bootstrap) {}

  public EvaluationRun(
      Gallery gallery,
      Settings settings,
      Supplier<EmbeddingRequest.Builder> requests,
      Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    this.gallery = gallery;
    this.settings = settings;
    this.requests = requests;
    this.embedder = embedder;
    this.bootstrap = new BootstrapInterval(settings.bootstrapSamples(), settings.seed());
  }

  public Result run(String name) {
    VectorMatrix images =
        embed(
            Phase.IMAGES,
            gallery.keys(),
            i -> embedder.apply(requests.get().image(gallery.images().get(i)).build()));
    VectorMatrix captions =
        embed(
            Phase.CAPTIONS,
            gallery.captions(),
            i -> embedder.apply(requests.get().text(gallery.captions().get(i)).build()));
    if (images.any() && captions.any() && images.dimensions() != captions.dimensions()) {
      throw new IllegalStateException(
          "image vectors have "
              + images.dimensions()
              + " dimensions, caption vectors "
              + captions.dimensions());
    }
    Direction textToImage =
        new Direction(
            captions, gallery.captions(), images, gallery.keys(), gallery.imagesOfCaption());
    Direction imageToText =
        new Direction(
            images, gallery.keys(), captions, gallery.captions(), gallery.captionsOfImage());
    return new Result(
        name,
        images.dimensions(),
        search(Phase.TEXT_TO_IMAGE, textToImage),
        search(Phase.IMAGE_TO_TEXT, imageToText),
        List.copyOf(failures),
        bootstrap);
  }

  private void report(Phase phase, long done, long total) {
    Listeners.call(() -> settings.listener().onProgress(phase, done, total));
  }

  private VectorMatrix embed(
      Phase phase, List<String> names, IntFunction<CompletableFuture<Embedding>> item) {
    VectorCollector collector = new VectorCollector(names.size(), settings.maxInFlight());
    collector.collect(item, settings.failureLimit(), done -> report(phase, done, names.size()));
    collector
        .failures()
        .forEach((i, e) -> failures.add(new FailedItem(phase == Phase.IMAGES, names.get(i), e)));
    return collector.vectors();
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

  private RetrievalScores search(Phase phase, Direction direction) {
    Map<Integer, ExactSearch.Query> queries = new HashMap<>();
    int[] drawn = draw(direction.queryNames().size());
    for (int index : drawn) {
      ExactSearch.Query query = direction.query(index);
      if (query != null) {
        queries.put(index, query);
      }
    }
    new ExactSearch(direction.answers(), Runtime.getRuntime().availableProcessors())
        .search(List.copyOf(queries.values()), done -> report(phase, done, queries.size()));
    List<RankedQuery> ranked =
        IntStream.of(drawn).mapToObj(index -> direction.ranked(index, queries.get(index))).toList();
    return new RetrievalScores(ranked, direction.answers().count(), bootstrap.scores(ranked));
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
