package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	cdinput "github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"sightline/internal/auth"
)

// selfSigned writes a certificate for this machine and returns its two files.
func (c command) selfSigned() (cert, key string) {
	c.t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		c.t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		c.t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.file("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		c.file("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
}

// submit fills in fields by name and sends the form.
func (b *browser) submit(fields map[string]string) {
	b.t.Helper()
	for name, text := range fields {
		b.do(chromedp.SetValue(chromedp.CSS(`[name="`+name+`"]`), text))
	}
	b.do(chromedp.Click(chromedp.CSS("main form button.button")))
}

// secondFactor reads the secret of a second factor off the page that sets it up.
func (b *browser) secondFactor() []byte {
	b.t.Helper()
	secret, err := auth.ParseTOTP(eval[string](b, `document.querySelector(".secret").textContent`))
	if err != nil {
		b.t.Fatal(err)
	}
	return secret
}

// at waits until the browser is at a path. On its way there it may not answer.
func (b *browser) at(path string) {
	b.t.Helper()
	seen := ""
	if !until(pageTime, func() bool {
		if now, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.readyState + " " + location.pathname`)); err == nil {
			seen = now
		}
		return seen == "complete "+path
	}) {
		b.t.Fatalf("waiting for %s, the browser is %s; faults %v", path, seen, b.faults)
	}
}

// TestLogInByBrowser sets up the first administrator by the link on the console, makes an analyst, and lets both in, in a
// real browser and over TLS.
func TestLogInByBrowser(t *testing.T) {
	c := newCommand(t)
	c.must("demo", "--once", "--out", t.TempDir())
	cert, key := c.selfSigned()
	said := c.greeting("serve", "--listen", "0.0.0.0:0", "--host", "localhost", "--tls-cert", cert, "--tls-key", key)
	address := strings.TrimSuffix(said["serving"], "/")
	if !strings.HasPrefix(address, "https://localhost:") || !strings.HasPrefix(said["setup"], address+"/setup?link=") {
		t.Fatalf("the console says %v", said)
	}
	b := newBrowser(t)
	if _, err := chromedp.Call(b.ctx, security.SetIgnoreCertificateErrors,
		security.SetIgnoreCertificateErrorsParams{Ignore: true}); err != nil {
		t.Fatal(err)
	}
	b.notePolicy()

	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.at("/login")
	b.do(chromedp.Navigate(said["setup"]))
	b.submit(map[string]string{"name": "rosa", "full_name": "Rosa Testperson", "password": "plum-otter-vivid-94",
		"again": "plum-otter-vivid-94"})
	b.at("/login/enrol")
	if size := eval[float64](b, `document.querySelector(".qr").getBoundingClientRect().width`); size < 150 {
		t.Errorf("the QR code is %v px wide", size)
	}
	b.submit(map[string]string{"code": auth.Code(b.secondFactor(), time.Now())})
	b.at("/login/banner")
	b.submit(nil)
	b.at("/")
	b.until(`document.documentElement.dataset.ready === "true"`)
	if text := eval[string](b, `document.querySelector("#cases").innerText`); strings.Contains(text, "Specimen") ||
		!strings.Contains(text, "member of") {
		t.Errorf("an administrator who is no member sees:\n%s", text)
	}
	status, err := chromedp.Run(b.ctx,
		chromedp.Evaluate[int](`fetch("/api/v1/subjects/2/dossier").then((r) => r.status)`, chromedp.EvalAwaitPromise))
	if err != nil || status != http.StatusNotFound {
		t.Errorf("an administrator who is no member is given the dossier: %d, %v", status, err)
	}
	if seen := eval[string](b, `document.cookie`); seen != "" {
		t.Errorf("scripts can read cookies: %s", seen)
	}
	b.cookieIsStrict()
	b.do(chromedp.Click(chromedp.CSS(".user button")))
	b.at("/login")

	// The analyst comes by a link of the command line, and is a member.
	var made struct{ Link string }
	if err := json.Unmarshal([]byte(c.must("users", "add", "Ann", "--role", "analyst", "--agency", "zz9990100", "--json")),
		&made); err != nil {
		t.Fatal(err)
	}
	var listed struct {
		Cases []struct{ Case struct{ Number string } }
	}
	if err := json.Unmarshal([]byte(c.must("cases", "--json")), &listed); err != nil || len(listed.Cases) == 0 {
		t.Fatalf("cases %+v, %v", listed, err)
	}
	c.must("cases", "member", "add", listed.Cases[0].Case.Number, "ann")
	_, link, _ := strings.Cut(made.Link, "/setup?")
	b.do(chromedp.Navigate(address + "/setup?" + link))
	b.submit(map[string]string{"password": "gravel tuning eleven moth", "again": "gravel tuning eleven moth"})
	b.at("/login/enrol")
	second := b.secondFactor()
	b.submit(map[string]string{"code": auth.Code(second, time.Now())})
	b.at("/login/banner")
	b.submit(nil)
	b.at("/")
	b.until(`document.body.innerText.includes("Corwin Specimen")`)
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.until(`document.documentElement.dataset.ready === "true"`)
	if n := eval[int](b, `sightline.visibleIds().length`); n == 0 {
		t.Error("a member sees nothing of the case")
	}
	for x := 40.0; x < 1240; x += 60 { // tips of the chart and the map
		b.do(chromedp.MouseEvent(cdinput.DispatchMouseEventTypeMouseMoved, x, 560),
			chromedp.MouseEvent(cdinput.DispatchMouseEventTypeMouseMoved, x, 250))
	}
	if stopped := eval[[]string](b, `window.stopped ?? []`); len(stopped) > 0 {
		t.Errorf("the content security policy stopped %q", stopped)
	}
	b.do(chromedp.Navigate(address + "/account"))
	b.until(`document.body.innerText.includes("this one")`)

	// When the account is closed, the page that is open shows nothing more.
	c.must("users", "disable", "ann")
	b.do(chromedp.Navigate(address + "/subjects/2"))
	b.at("/login")
	b.submit(map[string]string{"name": "ann", "password": "gravel tuning eleven moth"})
	b.do(chromedp.WaitVisible(chromedp.CSS("#fault")))

	b.mu.Lock()
	defer b.mu.Unlock()
	for _, fault := range b.faults {
		if !strings.HasPrefix(fault, address+"/login answered") &&
			!strings.HasPrefix(fault, address+"/api/v1/subjects/2/dossier answered") { // what was refused
			t.Errorf("fault: %s", fault)
		}
	}
}

// notePolicy makes every page from now on note what its content security policy stopped.
func (b *browser) notePolicy() {
	b.t.Helper()
	script := page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `addEventListener("securitypolicyviolation", (e) => (window.stopped ??= []).push(e.violatedDirective + " " + e.blockedURI + " " + e.sourceFile))`}
	if _, err := chromedp.Call(b.ctx, page.AddScriptToEvaluateOnNewDocument, script); err != nil {
		b.t.Fatal(err)
	}
}

// cookieIsStrict looks at the session's cookie as the browser keeps it.
func (b *browser) cookieIsStrict() {
	b.t.Helper()
	got, err := chromedp.Call(b.ctx, network.GetCookies, network.GetCookiesParams{})
	if err != nil {
		b.t.Fatal(err)
	}
	cookies := got.Cookies
	if len(cookies) != 1 || cookies[0].Name != "__Host-sightline" || !cookies[0].HTTPOnly || !cookies[0].Secure ||
		cookies[0].SameSite != network.CookieSameSiteStrict || !cookies[0].Session {
		b.t.Errorf("cookies %+v", cookies)
	}
}
