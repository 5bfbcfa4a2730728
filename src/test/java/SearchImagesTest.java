import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.titanembeddings.catalogue.DrawnCatalogue;
import io.github.titanembeddings.catalogue.VisibleFeatures;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.ImageInput;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How well the example finds what it is asked for, with pictures it has not seen to ask by. */
class SearchImagesTest {
  private static final int BEST = 3;
  private static final long UNSEEN_SEED = 2;

  /** A question, the group of the picture in it, and the group that a person would want. */
  record Case(String text, String picture, String group) {}

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

  private static final List<Case> PICTURES =
      List.of(
          new Case(null, "orange", "orange"),
          new Case(null, "mountain", "mountain"),
          new Case(null, "chequers", "chequers"),
          new Case(null, "flower", "flower"),
          new Case(null, "sunset", "sunset"));

  private static final List<Case> BOTH =
      List.of(
          new Case("blue", "apple", "ball"),
          new Case("yellow", "ball", "lemon"),
          new Case("red", "orange", "apple"),
          new Case("orange", "apple", "orange"),
          new Case("vertical stripes", "chequers", "zebra"));

  @TempDir private static Path catalogue;
  @TempDir private static Path unseen;
  private static TitanStub stub;
  private static SearchImages.Index index;

  @BeforeAll
  static void indexTheCatalogue() throws IOException {
    DrawnCatalogue.draw(catalogue);
    for (String group : DrawnCatalogue.groups()) {
      File file = unseen.resolve(group + ".png").toFile();
      ImageIO.write(DrawnCatalogue.picture(group, 1, UNSEEN_SEED), "png", file);
    }
    stub = TitanStub.start().vectors(new VisibleFeatures());
    index = SearchImages.index(stub.asyncClient(), catalogue);
  }

  @AfterAll
  static void stop() {
    stub.close();
  }

  static List<Case> both() {
    return BOTH;
  }

  @Test
  void nineOfTenFoundAreOfTheGroupAskedFor() throws IOException {
    Map<Case, Double> recalls = new LinkedHashMap<>();
    for (Case wanted : Stream.of(TEXTS, PICTURES, BOTH).flatMap(List::stream).toList()) {
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
  void bothTogetherAreOneCallAndFindWhatNeitherFinds(Case wanted) throws IOException {
    SearchImages.Query both = query(wanted);
    long before = stub.requestCount();

    List<String> found = names(both, 10);

    assertThat(stub.requestCount() - before).isOne();
    assertThat(found).isNotEqualTo(names(new SearchImages.Query(both.text(), null), 10));
    assertThat(found).isNotEqualTo(names(new SearchImages.Query(null, both.picture()), 10));
    assertThat(found.get(0)).startsWith(wanted.group() + "-");
  }

  @Test
  void findsTheSameAsComparingWithEveryPicture() throws IOException {
    Embedding asked =
        stub.client().embed(r -> r.text("yellow").outputEmbeddingLength(384)).embedding();
    Map<Path, Double> cosines = new LinkedHashMap<>();
    for (Path picture : index.thumbnails().keySet()) {
      Embedding embedding =
          stub.client()
              .embed(r -> r.image(ImageInput.of(picture)).outputEmbeddingLength(384))
              .embedding();
      cosines.put(picture, asked.cosine(embedding));
    }

    List<SearchImages.Hit> hits =
        SearchImages.search(stub.asyncClient(), index, new SearchImages.Query("yellow", null), 10);

    double[] best =
        cosines.values().stream().sorted(Comparator.reverseOrder()).mapToDouble(c -> c).toArray();
    assertThat(hits).hasSize(10);
    for (int i = 0; i < hits.size(); i++) {
      assertThat(hits.get(i).cosine()).isCloseTo(best[i], within(1e-5));
      assertThat(hits.get(i).cosine()).isCloseTo(cosines.get(hits.get(i).picture()), within(1e-5));
    }
  }

  @Test
  void aPictureOfTheFolderDoesNotFindItself() throws IOException {
    Path picture = catalogue.resolve("sea-03.png");

    List<SearchImages.Hit> hits =
        SearchImages.search(stub.asyncClient(), index, new SearchImages.Query(null, picture), 5);

    assertThat(hits).hasSize(5).noneMatch(hit -> hit.picture().equals(picture));
  }

  @Test
  void filesThatAreNoPicturesAreReportedAndSkipped(@TempDir Path folder) throws IOException {
    Files.copy(catalogue.resolve("apple-01.png"), folder.resolve("b&w.png"));
    Files.copy(catalogue.resolve("apple-02.jpg"), folder.resolve("good.jpg"));
    byte[] cutOff = Files.readAllBytes(catalogue.resolve("night-01.png"));
    Files.write(folder.resolve("half.png"), Arrays.copyOf(cutOff, cutOff.length / 2));
    Files.writeString(folder.resolve("notes.txt"), "no picture", UTF_8);

    SearchImages.Index found = SearchImages.index(stub.asyncClient(), folder);

    assertThat(found.thumbnails())
        .containsOnlyKeys(folder.resolve("b&w.png"), folder.resolve("good.jpg"));
    assertThat(found.skipped())
        .containsOnlyKeys(folder.resolve("half.png"), folder.resolve("notes.txt"));
    SearchImages.Query query = new SearchImages.Query("<red>", null);
    String page =
        SearchImages.page(
            "a folder",
            found,
            Map.of(query, SearchImages.search(stub.asyncClient(), found, query, 5)));
    assertThat(page)
        .contains("Skipped notes.txt", "b&amp;w.png", "&lt;red>", "data:image/jpeg;base64,")
        .doesNotContain("b&w.png", "<red>", "http");
  }

  @Test
  void aRefusalThatIsNotAboutTheFileEndsTheRun() {
    try (TitanStub refusing = TitanStub.start()) {
      refusing.answerNext(
          StubResponse.error(403, "AccessDeniedException", "no access to the model"));

      assertThatThrownBy(() -> SearchImages.index(refusing.asyncClient(), catalogue))
          .isInstanceOf(ServiceException.class);
    }
  }

  private static SearchImages.Query query(Case wanted) {
    Path picture = wanted.picture() == null ? null : unseen.resolve(wanted.picture() + ".png");
    return new SearchImages.Query(wanted.text(), picture);
  }

  private static List<String> names(SearchImages.Query query, int count) throws IOException {
    return SearchImages.search(stub.asyncClient(), index, query, count).stream()
        .map(hit -> hit.picture().getFileName().toString())
        .toList();
  }
}
