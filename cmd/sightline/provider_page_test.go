package main

import (
	"testing"

	"github.com/chromedp/cdproto/security"
	"github.com/chromedp/chromedp"

	"sightline/internal/auth/authtest"
)

// TestIdentityProviderByBrowser logs in through an identity provider on another site: the browser brings the session's
// strict cookie although it came from there.
func TestIdentityProviderByBrowser(t *testing.T) {
	c := newCommand(t)
	p := authtest.NewProvider(t)
	p.Claims = authtest.Claims{"email": "ann@example.gov", "email_verified": true, "amr": []string{"pwd", "mfa"}}
	c.must("users", "add", "ann@example.gov", "--role", "analyst", "--provider")
	cert, key := c.selfSigned()
	address := c.serving("serve", "--listen", "0.0.0.0:0", "--host", "localhost", "--tls-cert", cert, "--tls-key", key, "--oidc-issuer",
		p.URL, "--oidc-client-id", authtest.Client)
	b := newBrowser(t)
	if _, err := chromedp.Call(b.ctx, security.SetIgnoreCertificateErrors,
		security.SetIgnoreCertificateErrorsParams{Ignore: true}); err != nil {
		t.Fatal(err)
	}
	b.notePolicy()
	b.do(chromedp.Navigate(address + "/"))
	b.at("/login")
	b.do(chromedp.Click(chromedp.CSS(".button.second")))
	b.at("/login/banner")
	b.submit(nil)
	b.at("/")
	b.until(`document.documentElement.dataset.ready === "true" && document.querySelector(".user a").textContent === "ann@example.gov"`)
	b.cookieIsStrict()

	// Somebody who follows a link on another site stays logged in.
	b.do(chromedp.Navigate("data:text/html,<a id=link href='" + address + "/account'>the account</a>"))
	b.do(chromedp.Click(chromedp.CSS("#link")))
	b.at("/account")
	b.do(chromedp.WaitVisible(chromedp.CSS(".user")))
	if stopped := eval[[]string](b, `window.stopped ?? []`); len(stopped) > 0 {
		t.Errorf("the content security policy stopped %q", stopped)
	}

	// Who has no account here is sent back.
	b.do(chromedp.Click(chromedp.CSS(".user button")))
	b.at("/login")
	p.Claims = authtest.Claims{"email": "eve@example.gov", "email_verified": true, "sub": "s-2"}
	b.do(chromedp.Click(chromedp.CSS(".button.second")))
	b.at("/login/back")
	b.do(chromedp.WaitVisible(chromedp.CSS("#fault")))
}
