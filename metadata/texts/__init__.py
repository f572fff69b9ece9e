"""Texts as other standards write them: ALTO, hOCR, WebVTT; read into text with places."""
