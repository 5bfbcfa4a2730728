package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.evaluation.EvaluationListener;
import io.github.titanembeddings.evaluation.FailedItem;
import io.github.titanembeddings.evaluation.RankedQuery;
import io.github.titanembeddings.evaluation.RetrievalReport;
import io.github.titanembeddings.evaluation.RetrievalScores;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One evaluation with one model. */
public final class EvaluationRun {
  private final Gallery gallery;
  private final EvaluationSettings settings;
  private final Supplier<EmbeddingRequest.Builder> requests;
  private final Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder;
  private final List<FailedItem> failures = new ArrayList<>();

  public EvaluationRun(
      Gallery gallery,
      EvaluationSettings settings,
      Supplier<EmbeddingRequest.Builder> requests,
      Function<EmbeddingRequest, CompletableFuture<Embedding>> embedder) {
    this.gallery = gallery;
    this.settings = settings;
    this.requests = requests;
    this.embedder = embedder;
  }

  public RetrievalReport report(String name) {
    VectorMatrix images =
        embed(
            EvaluationListener.Phase.IMAGES,
            gallery.keys,
            i -> embedder.apply(requests.get().image(gallery.images.get(i)).build()));
    VectorMatrix captions =
        embed(
            EvaluationListener.Phase.CAPTIONS,
            gallery.captions,
            i -> embedder.apply(requests.get().text(gallery.captions.get(i)).build()));
    if (images.any() && captions.any() && images.dimensions() != captions.dimensions()) {
      throw new IllegalStateException(
          "images have " + images.dimensions() + " numbers, captions " + captions.dimensions());
    }
    RetrievalScores textToImage =
        new Direction(captions, gallery.captions, images, gallery.keys, gallery.imagesOfCaption)
            .search(EvaluationListener.Phase.TEXT_TO_IMAGE);
    RetrievalScores imageToText =
        new Direction(images, gallery.keys, captions, gallery.captions, gallery.captionsOfImage)
            .search(EvaluationListener.Phase.IMAGE_TO_TEXT);
    return new RetrievalReport(
        name, images.dimensions(), textToImage, imageToText, failures, settings.bootstrap());
  }

  private VectorMatrix embed(
      EvaluationListener.Phase phase,
      List<String> names,
      IntFunction<CompletableFuture<Embedding>> item) {
    VectorCollector collector = new VectorCollector(names.size(), settings.maxInFlight());
    collector.collect(
        item,
        settings.failureLimit(),
        done -> settings.listener().progress(phase, done, names.size()));
    boolean image = phase == EvaluationListener.Phase.IMAGES;
    collector.failures().forEach((i, e) -> failures.add(FailedItem.of(image, names.get(i), e)));
    return collector.vectors();
  }

  /** Queries of one kind that look for answers of the other. */
  private final class Direction {
    private final VectorMatrix queries;
    private final List<String> queryNames;
    private final VectorMatrix answers;
    private final List<String> answerNames;
    private final List<int[]> relevant;

    private Direction(
        VectorMatrix queries,
        List<String> queryNames,
        VectorMatrix answers,
        List<String> answerNames,
        List<int[]> relevant) {
      this.queries = queries;
      this.queryNames = queryNames;
      this.answers = answers;
      this.answerNames = answerNames;
      this.relevant = relevant;
    }

    private RetrievalScores search(EvaluationListener.Phase phase) {
      int[] drawn = draw(queryNames.size());
      List<ExactSearch.@Nullable Query> asked = new ArrayList<>();
      List<ExactSearch.Query> sent = new ArrayList<>();
      for (int place : drawn) {
        ExactSearch.Query query =
            queries.has(place) && answers.any()
                ? new ExactSearch.Query(queries.get(place), relevant.get(place))
                : null;
        asked.add(query);
        if (query != null) {
          sent.add(query);
        }
      }
      new ExactSearch(answers, Runtime.getRuntime().availableProcessors())
          .search(sent, done -> settings.listener().progress(phase, done, sent.size()));
      List<RankedQuery> ranked = new ArrayList<>();
      for (int i = 0; i < drawn.length; i++) {
        ranked.add(ranked(drawn[i], asked.get(i)));
      }
      return new RetrievalScores(ranked, answers.count(), settings.bootstrap());
    }

    private RankedQuery ranked(int place, ExactSearch.@Nullable Query query) {
      String expected = answerNames.get(relevant.get(place)[0]);
      if (query == null) {
        return RankedQuery.of(queryNames.get(place), expected, null, 0);
      }
      boolean answered = query.bestRelevant > Float.NEGATIVE_INFINITY;
      return RankedQuery.of(
          queryNames.get(place),
          expected,
          query.top < 0 ? null : answerNames.get(query.top),
          answered ? query.rank : 0);
    }

    private int[] draw(int size) {
      List<Integer> places = new ArrayList<>(IntStream.range(0, size).boxed().toList());
      if (size > settings.maxQueries()) {
        Collections.shuffle(places, new Random(settings.seed()));
        places = places.subList(0, settings.maxQueries());
      }
      return places.stream().mapToInt(Integer::intValue).sorted().toArray();
    }
  }
}
