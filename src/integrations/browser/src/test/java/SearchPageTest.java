import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.titanembeddings.catalog.DrawnCatalog;
import io.github.titanembeddings.catalog.VisibleFeatures;
import io.github.titanembeddings.testing.TitanStub;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The page of SearchServer in headless Chromium; skipped where there is none. */
class SearchPageTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>.png";

  @TempDir private static Path catalog;
  @TempDir private static Path chromiumFiles;
  private static TitanStub stub;
  private static SearchServer server;
  private static ChromeDriver browser;

  @BeforeAll
  static void start() throws IOException {
    Optional<File> driver = onPath("chromedriver");
    Optional<File> chromium = onPath("chromium");
    assumeTrue(
        driver.isPresent() && chromium.isPresent(),
        "no Chromium: apt-get install chromium chromium-driver");
    DrawnCatalog.draw(catalog);
    Files.copy(catalog.resolve("zebra-01.png"), catalog.resolve(HOSTILE));
    stub = TitanStub.start().vectors(new VisibleFeatures());
    server =
        new SearchServer(stub.asyncClient(), SearchServer.index(stub.asyncClient(), catalog), 0);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.orElseThrow());
    // Root may not use the sandbox; containers have little shared memory.
    options.addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(driver.orElseThrow())
            .withEnvironment(Map.of("TMPDIR", chromiumFiles.toString()))
            .build();
    browser = new ChromeDriver(service, options);
  }

  private static Optional<File> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> new File(folder, program))
        .filter(File::canExecute)
        .findFirst();
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (server != null) {
      server.close();
      stub.close();
    }
  }

  @BeforeEach
  void open() {
    browser.manage().window().setSize(new Dimension(1200, 900));
    browser.get(server.address());
  }

  /** Neither a script's error nor a violation of the page's policy. */
  @AfterEach
  void nothingFailedInTheBrowser() {
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().equals(Level.SEVERE))
        .filteredOn(
            entry -> !entry.getMessage().contains("/search")) // a status that a test expects
        .isEmpty();
  }

  private static WebElement find(String css) {
    return browser.findElement(By.cssSelector(css));
  }

  private static void await(String status) {
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(b -> Pattern.compile(status).matcher(find("#status").getText()).find());
  }

  private static void search(String words) {
    find("[type=search]").sendKeys(words, Keys.ENTER);
  }

  @SuppressWarnings("unchecked")
  private static List<String> texts(String css) {
    return (List<String>)
        browser.executeScript(
            "return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", css);
  }

  private static List<String> names() {
    return texts("#hits i");
  }

  private static void awaitFirst(String prefix) {
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(
            b ->
                find("#status").getText().contains("nearest first")
                    && names().stream().findFirst().filter(n -> n.startsWith(prefix)).isPresent());
  }

  @Test
  void findsImagesByWordsWithScores() {
    search("blue sea");
    awaitFirst("sea-");

    assertThat(find("#status").getText()).isEqualTo("24 images, nearest first");
    List<Double> scores = texts("#hits b").stream().map(Double::valueOf).toList();
    assertThat(scores).hasSize(24).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(
            browser.executeScript(
                "return [...document.images].filter(i => i.complete && i.src.includes('/images/'))"
                    + ".every(i => i.naturalWidth > 0)"))
        .isEqualTo(true);
  }

  @Test
  void findsByAChosenImageAndThenByBoth() {
    find("[type=file]").sendKeys(catalog.resolve("apple-01.png").toString());
    awaitFirst("apple-01.png");
    assertThat(find("#image").isDisplayed()).isTrue();

    search("blue");
    awaitFirst("ball-");
    find("#image button").click();
    awaitFirst("sea-");
    assertThat(find("#image").isDisplayed()).isFalse();
  }

  @Test
  void findsByADroppedImage() {
    browser.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        fetch('/images/' + arguments[0]).then(r => r.blob()).then(blob => {
          const data = new DataTransfer();
          data.items.add(new File([blob], 'dropped.jpg', {type: blob.type}));
          for (const type of ['dragover', 'drop'])
            document.body.dispatchEvent(
                new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
          done();
        });
        """,
        20);
    awaitFirst("");

    assertThat(find("#image").isDisplayed()).isTrue();
    assertThat(texts("#hits b").get(0)).isEqualTo("1.00");
  }

  @Test
  void findsByAClickedImageAndGoesBack() {
    search("yellow");
    awaitFirst("lemon-");
    String clicked = names().get(2);
    browser.findElements(By.cssSelector("#hits button")).get(2).click();
    new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(b -> !names().isEmpty() && !names().contains(clicked));

    assertThat(browser.getCurrentUrl()).containsPattern("\\?like=\\d+$");
    assertThat(find("[type=search]").getDomProperty("value")).isEmpty();
    browser.navigate().back();
    new WebDriverWait(browser, Duration.ofSeconds(30)).until(b -> names().contains(clicked));
    assertThat(find("[type=search]").getDomProperty("value")).isEqualTo("yellow");
    browser.navigate().refresh();
    awaitFirst("lemon-");
  }

  @Test
  void worksByKeyboardAlone() {
    search("orange sunset");
    awaitFirst("sunset-");
    List<String> focused = new ArrayList<>();
    while (focused.size() < 10 && !focused.contains("BUTTON sunset")) {
      new Actions(browser).sendKeys(Keys.TAB).perform();
      WebElement active = browser.switchTo().activeElement();
      focused.add(
          active.getTagName().toUpperCase(Locale.ROOT)
              + " "
              + active.getText().split("[-\\n]", -1)[0]);
    }
    assertThat(focused).containsExactly("INPUT ", "BUTTON Search", "BUTTON sunset");
    String first = names().get(0);
    new Actions(browser).sendKeys(Keys.ENTER).perform();
    new WebDriverWait(browser, Duration.ofSeconds(30)).until(b -> !names().contains(first));

    WebElement next = browser.switchTo().activeElement();
    assertThat(next.getText()).startsWith(names().get(0));
    assertThat(next.getAccessibleName())
        .matches("sunset-.*, score [01]\\.\\d\\d: search by this image");
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 390, 768})
  void fitsSmallScreens(int width) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 700, "deviceScaleFactor", 2, "mobile", true));
    try {
      browser.navigate().refresh();
      search("red apple");
      awaitFirst("apple-");

      assertThat(browser.executeScript("return innerWidth")).isEqualTo((long) width);
      assertThat(browser.executeScript("return document.documentElement.scrollWidth"))
          .isEqualTo((long) width);
      assertThat(columns()).isBetween(2L, (long) width / 140);
      assertThat(find("form > button").getSize().getHeight()).isGreaterThanOrEqualTo(40);
    } finally {
      browser.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
    }
  }

  private static long columns() {
    return (long)
        browser.executeScript(
            "return getComputedStyle(document.getElementById('hits'))"
                + ".gridTemplateColumns.split(' ').length");
  }

  @Test
  void showsNamesAsText() {
    search("zebra");
    awaitFirst("");

    assertThat(names()).contains(HOSTILE);
    assertThat(browser.findElements(By.cssSelector("img[onerror]"))).isEmpty();
  }

  @Test
  void showsErrors(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("a.png"), "<script>alert(1)</script>");
    Path large = Files.write(folder.resolve("large.png"), new byte[20_000_001]);

    find("[type=file]").sendKeys(text.toString());
    await("inputImage.*PNG or JPEG");
    assertThat(find("#status").getDomAttribute("class")).isEqualTo("error");
    long before = stub.requestCount();
    find("[type=file]").sendKeys(large.toString());
    await("exceeds the limit of 20 MB");
    find("#image button").click();
    await("Type words");
    assertThat(find("#status").getDomAttribute("class")).isEmpty();
    assertThat(stub.requestCount()).isEqualTo(before);
  }

  @Test
  void pastesAnImage() {
    browser.executeAsyncScript(
        """
        const done = arguments[arguments.length - 1];
        fetch('/images/0').then(r => r.blob()).then(blob => {
          const data = new DataTransfer();
          data.items.add(new File([blob], 'pasted.png', {type: blob.type}));
          document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
          done();
        });
        """);
    awaitFirst("");

    assertThat(texts("#hits b").get(0)).isEqualTo("1.00");
  }
}
