package auth

import (
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestHOTPVectors are those of RFC 6238, appendix B, for SHA-1: eight digits.
func TestHOTPVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for second, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037",
		20000000000: "65353130",
	} {
		if got := hotp(secret, second/30, 8); got != want {
			t.Errorf("at %d: %s, want %s", second, got, want)
		}
	}
}

func TestCheckTOTP(t *testing.T) {
	secret := []byte("12345678901234567890")
	now := time.Unix(1111111111, 0)
	step := now.Unix() / 30
	code := func(d int64) string { return hotp(secret, step+d, totpDigits) }
	for name, c := range map[string]struct {
		code string
		last int64
		want int64 // 0: refused
	}{
		"now":              {code(0), 0, step},
		"a step ago":       {code(-1), 0, step - 1},
		"a step ahead":     {code(1), 0, step + 1},
		"two steps ago":    {code(-2), 0, 0},
		"two steps ahead":  {code(2), 0, 0},
		"used before":      {code(0), step, 0},
		"older than last":  {code(-1), step, 0},
		"newer than last":  {code(1), step, step + 1},
		"spaced":           {code(0)[:3] + " " + code(0)[3:], 0, step},
		"none":             {"", 0, 0},
		"too long":         {code(0) + "0", 0, 0},
		"seven of another": {"000000", 0, 0},
	} {
		got, ok := CheckTOTP(secret, c.code, now, c.last)
		if ok != (c.want != 0) || got != c.want {
			t.Errorf("%s: step %d, %v, want %d", name, got, ok, c.want)
		}
	}
}

func TestTOTPAddress(t *testing.T) {
	secret := NewTOTPSecret()
	if len(secret) != totpSecretSize {
		t.Fatalf("%d bytes", len(secret))
	}
	u, err := url.Parse(TOTPAddress(secret, "Sightline county.example", "rosa&co"))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.ReplaceAll(TOTPText(secret), " ", "")
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Query().Get("secret") != want ||
		u.Query().Get("issuer") != "Sightline county.example" || u.Path != "/Sightline county.example:rosa&co" {
		t.Errorf("address %s", u)
	}
}
