import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.support.HtmlPage;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The quality of the example's results, with query images that are not in the index. */
class SearchImagesTest {
  private static final int BEST = 3;
  private static final long UNSEEN_SEED = 2;

  /** A query, the group of its image, and the expected group. */
  record Case(String text, String image, String group) {}

  private static final List<Case> TEXTS =
      List.of(
          new Case("a red apple", null, "apple"),
          new Case("ripe yellow lemons", null, "lemon"),
          new Case("waves on the blue sea", null, "sea"),
          new Case("dark night with many stars", null, "night"),
          new Case("orange sunset in the evening", null, "sunset"),
          new Case("a wall of red bricks", null, "wall"),
          new Case("black and white vertical stripes", null, "zebra"),
          new Case("green trees of a forest", null, "forest"),
          new Case("purple flowers for you", null, "flower"),
          new Case("snow on a mountain", null, "mountain"));

  private static final List<Case> IMAGES =
      List.of(
          new Case(null, "orange", "orange"),
          new Case(null, "mountain", "mountain"),
          new Case(null, "checkers", "checkers"),
          new Case(null, "flower", "flower"),
          new Case(null, "sunset", "sunset"));

  private static final List<Case> BOTH =
      List.of(
          new Case("blue", "apple", "ball"),
          new Case("yellow", "ball", "lemon"),
          new Case("red", "orange", "apple"),
          new Case("orange", "apple", "orange"),
          new Case("vertical stripes", "checkers", "zebra"));

  @TempDir private static Path catalog;
  @TempDir private static Path unseen;
  @AutoClose private static TitanStub stub;
  private static SearchImages.Index index;

  @BeforeAll
  static void indexTheCatalog() throws IOException {
    DrawnCatalog.draw(catalog);
    for (String group : DrawnCatalog.groups()) {
      File file = unseen.resolve(group + ".png").toFile();
      ImageIO.write(DrawnCatalog.image(group, 1, UNSEEN_SEED), "png", file);
    }
    stub = TitanStub.start().vectors(new VisibleFeatures());
    index = SearchImages.index(stub.asyncClient(), catalog);
  }

  static List<Case> both() {
    return BOTH;
  }

  @Test
  void ninetyPercentOfHitsBelongToTheExpectedGroup() throws IOException {
    Map<Case, Double> recalls = new LinkedHashMap<>();
    for (Case wanted : Stream.of(TEXTS, IMAGES, BOTH).flatMap(List::stream).toList()) {
      List<String> names = names(query(wanted), BEST);
      long right = names.stream().filter(name -> name.startsWith(wanted.group() + "-")).count();
      recalls.put(wanted, (double) right / BEST);
    }
    assertThat(recalls).hasSize(20);
    double mean = recalls.values().stream().mapToDouble(recall -> recall).average().orElseThrow();
    assertThat(mean).as("recall@3 of %s", recalls).isGreaterThanOrEqualTo(0.9);
  }

  @ParameterizedTest
  @MethodSource("both")
  void bothTogetherAreOneCallWithOtherHits(Case wanted) throws IOException {
    SearchImages.Query both = query(wanted);
    long before = stub.requestCount();

    List<String> found = names(both, 10);

    assertThat(stub.requestCount() - before).isOne();
    assertThat(found).isNotEqualTo(names(new SearchImages.Query(both.text(), null), 10));
    assertThat(found).isNotEqualTo(names(new SearchImages.Query(null, both.image()), 10));
    assertThat(found.get(0)).startsWith(wanted.group() + "-");
  }

  @Test
  void findsTheSameAsAnExhaustiveComparison() throws IOException {
    Embedding asked =
        stub.client().embed(r -> r.text("yellow").outputEmbeddingLength(384)).embedding();
    Map<Path, Double> cosines = new LinkedHashMap<>();
    for (Path image : index.vectors().keySet()) {
      Embedding embedding =
          stub.client()
              .embed(r -> r.image(ImageInput.of(image)).outputEmbeddingLength(384))
              .embedding();
      cosines.put(image, asked.cosine(embedding));
    }

    List<SearchImages.Hit> hits =
        SearchImages.search(stub.asyncClient(), index, new SearchImages.Query("yellow", null), 10);

    double[] best =
        cosines.values().stream().sorted(Comparator.reverseOrder()).mapToDouble(c -> c).toArray();
    assertThat(hits).hasSize(10);
    for (int i = 0; i < hits.size(); i++) {
      assertThat(hits.get(i).cosine()).isCloseTo(best[i], within(1e-5));
      assertThat(hits.get(i).cosine()).isCloseTo(cosines.get(hits.get(i).image()), within(1e-5));
    }
  }

  @Test
  void imageDoesNotFindItself() throws IOException {
    Path image = catalog.resolve("sea-03.png");

    List<SearchImages.Hit> hits =
        SearchImages.search(stub.asyncClient(), index, new SearchImages.Query(null, image), 5);

    assertThat(hits).hasSize(5).noneMatch(hit -> hit.image().equals(image));
  }

  @Test
  void skipsAndReportsInvalidFiles(@TempDir Path folder) throws IOException {
    Files.copy(catalog.resolve("apple-01.png"), folder.resolve("b&w.png"));
    Files.copy(catalog.resolve("apple-02.jpg"), folder.resolve("good.jpg"));
    byte[] cutOff = Files.readAllBytes(catalog.resolve("night-01.png"));
    Files.write(folder.resolve("half.png"), Arrays.copyOf(cutOff, cutOff.length / 2));
    Files.writeString(folder.resolve("notes.txt"), "no image", UTF_8);

    SearchImages.Index found = SearchImages.index(stub.asyncClient(), folder);

    assertThat(found.vectors().keySet())
        .containsExactly(folder.resolve("b&w.png"), folder.resolve("good.jpg"));
    assertThat(found.skipped())
        .containsOnlyKeys(folder.resolve("half.png"), folder.resolve("notes.txt"));
    SearchImages.Query query = new SearchImages.Query("<red>", null);
    HtmlPage page = new HtmlPage("a folder").section(query.kind(), query.toString());
    for (SearchImages.Hit hit : SearchImages.search(stub.asyncClient(), found, query, 5)) {
      page.thumbnail(hit.image(), hit.toString());
    }
    assertThat(page.toString())
        .contains("b&amp;w.png", "&lt;red>", "data:image/jpeg;base64,")
        .doesNotContain("b&w.png", "<red>", "http");
  }

  @Test
  void failureSharedByAllFilesEndsTheRun() {
    try (TitanStub refusing = TitanStub.start()) {
      refusing.enqueue(StubResponse.error(403, "AccessDeniedException", "no access to the model"));

      assertThatThrownBy(() -> SearchImages.index(refusing.asyncClient(), catalog))
          .isInstanceOf(ServiceException.class);
    }
  }

  private static SearchImages.Query query(Case wanted) {
    Path image = wanted.image() == null ? null : unseen.resolve(wanted.image() + ".png");
    return new SearchImages.Query(wanted.text(), image);
  }

  private static List<String> names(SearchImages.Query query, int count) throws IOException {
    return SearchImages.search(stub.asyncClient(), index, query, count).stream()
        .map(hit -> hit.image().getFileName().toString())
        .toList();
  }
}
